/** What a model makes of its inference thread's death: the call under way fails, the next one works. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { XCLIPTextModel } from '../../../dist/index.js';
import { fixturePath } from '../../support/fixtures.js';
import { longs } from '../tensor-summary.js';

const started: Worker[] = [];
let atStart: (worker: Worker) => void;

function onThread(message: unknown): void {
  const { worker } = message as { worker: Worker };
  started.push(worker);
  atStart(worker);
}

beforeEach(() => {
  started.length = 0;
  atStart = () => undefined;
  subscribe('worker_threads', onThread);
});
afterEach(() => unsubscribe('worker_threads', onThread));

const inputs = { input_ids: longs([[1024, 5, 1025]]) };
const open = () => XCLIPTextModel.from_pretrained(fixturePath('checkpoints/base'), { threads: 1 });

test('a thread that was killed while idle is replaced at the next call', async () => {
  const model = await open();
  const before = await model(inputs);
  await started[0]?.terminate();
  const after = await model(inputs);
  expect(started).toHaveLength(2);
  expect(after).toEqual(before);
  await model.dispose();
});

test('calls of a thread that dies fail, those after them work', async () => {
  const model = await open();
  atStart = (worker) => void worker.terminate();
  const calls = [model(inputs), model({ ...inputs, output_hidden_states: true })];
  for (const { status, ...settled } of await Promise.allSettled(calls)) {
    expect({ status, ...settled }).toMatchObject({ status: 'rejected', reason: { code: 'INFERENCE_FAILED' } });
  }
  atStart = () => undefined;
  const { pooler_output, hidden_states } = await model({ ...inputs, output_hidden_states: true });
  expect(pooler_output.dims).toEqual([1, 32]);
  expect(hidden_states).toHaveLength(3);
  expect(started).toHaveLength(2);
  await model.dispose();
});

test('a thread that died leaves nothing for dispose to wait for', async () => {
  const model = await open();
  await model(inputs);
  const [worker] = started;
  if (worker === undefined) throw new Error('no thread was started');
  const exit = once(worker, 'exit');
  await worker.terminate();
  await exit;
  await model.dispose();
  await expect(model(inputs)).rejects.toMatchObject({ code: 'DISPOSED' });
  expect(started).toHaveLength(1);
});
