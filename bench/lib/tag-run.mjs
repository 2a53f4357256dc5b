/** One run of `xclip tag`, as a user starts it, watched from outside. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { MemoryWatch } from '../../dist/cli/bench/process-memory.js';
import { CLI } from './places.mjs';

const POLL_MS = 10;
const MEMORY_EVERY_MS = 1000;
/** Clips that may be read ahead of the first record, a decoder: see docs/PERFORMANCE.md, "What is counted". */
const AHEAD_PER_DECODER = 4;

/** Clips at either end of a run that are not counted: while the pipeline fills, and while it drains. */
export const EDGE = AHEAD_PER_DECODER * Math.min(8, availableParallelism());

/**
 * @param paths videos or folders
 * @param output a file to write
 * @param cores so many of them only (Linux's taskset); all if undefined
 * @returns secondsToFirst: from the start of the process to the first record; secondsAClip: in the steady middle of the
 *   run; seconds: of the whole process; stages: the run file's seconds; clips; memory at its peak
 * @throws what it says on stderr, if it ends with anything but 0
 */
export async function tagRun({ paths, model, labelsFile, output, flags = [], cores }) {
  for (const file of [output, `${output}.run.json`, `${output}.errors.jsonl`]) rmSync(file, { force: true });
  const command = [
    process.execPath,
    ...[CLI, 'tag', ...paths, '--model', model, '--labels', labelsFile],
    ...['--format', 'jsonl', '--output', output, '--top-k', '1', ...flags],
  ];
  const [program, ...args] = cores === undefined ? command : ['taskset', '-c', `0-${cores - 1}`, ...command];
  const started = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const memory = new MemoryWatch(child.pid, MEMORY_EVERY_MS);
  const arrivals = watchLines(output);
  const status = await new Promise((resolve) => child.on('close', resolve));
  const seconds = (performance.now() - started) / 1000;
  memory.stop();
  const times = arrivals.stop();
  if (status !== 0) throw new Error(stderr.trim().split('\n')[0] || `xclip ended with ${status}`);
  const { seconds: stages, counts } = JSON.parse(readFileSync(`${output}.run.json`, 'utf8'));
  return {
    secondsToFirst: (times[0] - started) / 1000,
    secondsAClip: steadySeconds(times),
    seconds,
    stages,
    clips: counts.clips,
    memory: memory.peak,
  };
}

/** Between two records at which equally many clips wait, read ahead; between first and last where a run is short. */
function steadySeconds(times) {
  const edge = times.length >= 3 * EDGE ? EDGE : 0;
  const last = times.length - 1 - edge;
  return last <= edge ? undefined : (times[last] - times[edge]) / 1000 / (last - edge);
}

/** When each line of a file came, in milliseconds. */
function watchLines(file) {
  const times = [];
  const buffer = Buffer.alloc(1 << 16);
  let descriptor;
  const look = () => {
    // An empty file may be one that xclip only tried whether it could write.
    if (descriptor === undefined && sizeOf(file) > 0) descriptor = openSync(file, 'r');
    if (descriptor === undefined) return;
    for (let length = -1; length !== 0;) {
      length = readSync(descriptor, buffer, 0, buffer.length, null);
      for (let i = 0; i < length; i++) if (buffer[i] === 10) times.push(performance.now());
    }
  };
  const timer = setInterval(look, POLL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      if (descriptor !== undefined) closeSync(descriptor);
      return times;
    },
  };
}

function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
