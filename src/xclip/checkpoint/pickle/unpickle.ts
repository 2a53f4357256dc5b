/**
 * Python's pickles, as far as torch.save needs them to describe tensors. A pickle is a program; this runs none of what
 * it may ask for: there is nothing here that could be called. https://docs.python.org/3/library/pickletools.html
 */
import { INSTRUCTIONS } from './opcodes.js';
import { PickleBytes } from './pickle-bytes.js';
import { PickleMachine } from './pickle-machine.js';
import { BrokenPickle, UnsafePickle } from './pickle-error.js';
import type { Pickled } from './values.js';

const STOP = 0x2e;
const PROTO = 0x80;

/**
 * @throws UnsafePickle if it asks for anything that tensors do not need, by name
 * @throws BrokenPickle if it is cut short or contradicts itself
 */
export function unpickle(pickle: Buffer): Pickled {
  if (pickle[0] !== PROTO) throw new BrokenPickle('it is no binary pickle');
  const machine = new PickleMachine(new PickleBytes(pickle));
  for (;;) {
    const opcode = machine.bytes.uint8();
    if (opcode === STOP) return machine.finish();
    const instruction = INSTRUCTIONS.get(opcode);
    if (instruction === undefined) {
      throw new UnsafePickle(`it uses the instruction 0x${opcode.toString(16).padStart(2, '0')}`);
    }
    instruction(machine);
  }
}
