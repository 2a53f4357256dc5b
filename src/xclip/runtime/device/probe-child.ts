/**
 * Tries a device in a process of its own, since a broken driver may take its process along: multiplies matrices on it,
 * and on the CPU for comparison, and reports on stdout. What libraries have to say goes to stderr, and the parent reads it.
 */
import { messageOf } from '../../../errors.js';
import type { DeviceName } from './device-names.js';
import { probeGraph } from './probe-graph.js';
import { createSession, type PlainTensor, type Session } from '../session.js';

/** A GPU shows its speed in large products, over which one in software would sit for minutes. */
const SIZES = [128, 512, 2048];
const LONG_MS = 50;

export type ProbeReply = { gflops: number; cpuGflops: number; hasFp16: boolean } | { error: string };

const device = process.argv[2] as DeviceName;

function square(size: number): PlainTensor {
  const data = Float32Array.from({ length: size * size }, (_, i) => ((i * 7919) % 256) / 256 - 0.5);
  return { type: 'float32', data, dims: [size, size] };
}

/** The shortest of three runs, after one that compiles what is to be compiled; a long one says enough. */
async function millisecondsOf(session: Session, size: number): Promise<number> {
  const feeds = { a: square(size), b: square(size) };
  await session.run(feeds);
  const times = [];
  for (let i = 0; i < 3; i++) {
    const started = performance.now();
    await session.run(feeds);
    const milliseconds = performance.now() - started;
    times.push(milliseconds);
    if (milliseconds > LONG_MS) break;
  }
  return Math.min(...times);
}

async function measure(on: DeviceName): Promise<number> {
  const session = await open(on, 'float32');
  let best = 0;
  for (const size of SIZES) {
    const milliseconds = await millisecondsOf(session, size);
    best = Math.max(best, (2 * size ** 3) / milliseconds / 1e6);
    if (milliseconds > LONG_MS) break;
  }
  await session.release();
  return best;
}

async function multipliesFp16(): Promise<boolean> {
  try {
    const session = await open(device, 'float16');
    await session.run({ a: square(16), b: square(16) });
    await session.release();
    return true;
  } catch {
    return false;
  }
}

function open(on: DeviceName, type: 'float32' | 'float16'): Promise<Session> {
  return createSession({
    model: probeGraph(type),
    weightsFolder: process.cwd(),
    threads: undefined,
    device: on,
  });
}

async function probe(): Promise<ProbeReply> {
  try {
    const gflops = await measure(device);
    return {
      gflops,
      cpuGflops: device === 'cpu' ? gflops : await measure('cpu'),
      hasFp16: await multipliesFp16(),
    };
  } catch (error) {
    return { error: messageOf(error) };
  }
}

process.stdout.write(JSON.stringify(await probe()));
