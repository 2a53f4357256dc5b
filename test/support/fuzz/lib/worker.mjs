/** Runs inputs one after the other, in a thread that the campaign can stop. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { takeLargestRequest, watchAllocations } from './allocation-watch.mjs';
import { mutate } from './mutate.mjs';
import { randomOf } from './random.mjs';

watchAllocations();
const { XclipError } = await import('../../../../dist/errors.js');
const { loadTarget } = await import('../targets/load.mjs');

const { name, seed, from, to, folder, control } = workerData;
/** What is not the input's own size must stay within this. */
const MOST_REQUEST_BYTES = 64 << 20;
const MOST_MESSAGE_CHARACTERS = 2000;

const target = await loadTarget(name, folder);
const places = target.seeds.map((files, i) => {
  const place = join(folder, `seed-${i}`);
  mkdirSync(place, { recursive: true });
  for (const [file, { bytes }] of Object.entries(files)) writeFileSync(join(place, file), bytes);
  return place;
});

const answers = new Map();
for (let input = from; input < to; input++) {
  Atomics.store(control, 0, input);
  const { seed: number, name: file, bytes } = mutate(target.seeds, randomOf(seed, name, input));
  const path = join(places[number], file);
  writeFileSync(path, bytes);
  takeLargestRequest();
  const { answer, found } = await outcome(places[number], file);
  const largest = takeLargestRequest();
  writeFileSync(path, target.seeds[number][file].bytes);
  answers.set(answer, (answers.get(answer) ?? 0) + 1);
  const problem = found ?? (largest > MOST_REQUEST_BYTES ? `asked for ${largest} bytes at once` : undefined);
  if (problem !== undefined) parentPort.postMessage({ kind: 'found', input, problem });
}
parentPort.postMessage({ kind: 'done', answers });

async function outcome(place, file) {
  try {
    const answer = await target.run(place, file);
    return { answer: typeof answer === 'string' ? answer : 'accepted' };
  } catch (error) {
    const isOurs =
      error instanceof XclipError || (target.expected ?? []).some((type) => error instanceof type);
    const code = error?.code ?? error?.constructor?.name ?? 'thrown';
    if (!isOurs) return { answer: code, found: String(error?.stack ?? error).slice(0, 1500) };
    if (error.message.length <= MOST_MESSAGE_CHARACTERS) return { answer: code };
    return {
      answer: code,
      found: `${code} with a message of ${error.message.length} characters: ${error.message.slice(0, 200)}`,
    };
  }
}
