/** What a soak must hold to. Pure arithmetic. */
import { spread } from './stats.mjs';

/** Most memory at the end, against that when a tenth was done. */
const MOST_GROWTH = 1.1;
/** A sample says where garbage collection stands just then; the median of these shares of the videos does not. */
const EARLY = [0.1, 0.15];
const LATE = [0.95, 1];
/** A decoder that has much to do may have a video open whenever it is looked at. */
const OPEN_VIDEOS = 1;

/**
 * Each bound that is broken, in words.
 * @param expected what must come of each video: its file's name → the code of its failure, or undefined
 */
export function brokenBounds(seen, expected) {
  return [...growthBroken(seen, expected.size), ...accountsBroken(seen, expected), ...endBroken(seen)];
}

/** For people: the two shares that the bounds compare, and how memory went in between. */
export function figures({ samples }, expected) {
  const { early, late } = windows(samples, expected.size);
  const tenths = Array.from({ length: 10 }, (_, i) => within(samples, expected.size, [i / 10, (i + 1) / 10]));
  const curve = (value) => tenths.map((tenth) => value(tenth).toFixed(0)).join(' ');
  return [
    ...[early, late].map(
      ({ main, decoders, both, mainDescriptors, decoderDescriptors, processes, from, to }) =>
        `from ${from} to ${to} done: main ${main.toFixed(0)} MB, decoders ${decoders.toFixed(0)} MB, both ${both.toFixed(0)} MB (medians); ` +
        `descriptors main ${mainDescriptors}, a decoder ${decoderDescriptors} (least), processes ${processes} (most)`,
    ),
    `both, growth × ${(late.both / early.both).toFixed(3)}; MB in each tenth: main ${curve(({ main }) => main)}, decoders ${curve(({ decoders }) => decoders)}`,
  ];
}

function windows(samples, videoCount) {
  return { early: within(samples, videoCount, EARLY), late: within(samples, videoCount, LATE) };
}

function within(samples, videoCount, [from, to]) {
  return summary(
    samples.filter(({ finished }) => finished >= from * videoCount && finished < to * videoCount),
  );
}

/** Of descriptors the fewest, of decoders the one with most: an open video comes and goes, what leaks stays. */
function summary(samples) {
  const of = (value) => samples.map(value);
  const median = (value) => (samples.length === 0 ? NaN : spread(of(value)).median);
  return {
    samples: samples.length,
    from: samples[0]?.finished,
    to: samples.at(-1)?.finished,
    main: median(({ mainMegabytes }) => mainMegabytes),
    decoders: median(({ decoderMegabytes }) => decoderMegabytes),
    both: median(({ mainMegabytes, decoderMegabytes }) => mainMegabytes + decoderMegabytes),
    mainDescriptors: Math.min(...of(({ mainDescriptors }) => mainDescriptors)),
    decoderDescriptors: Math.max(...fewestOfEach(samples)),
    processes: Math.max(...of(({ processes }) => processes)),
  };
}

/** @returns for each decoder */
function fewestOfEach(samples) {
  const fewest = new Map();
  for (const [pid, count] of samples.flatMap(({ decoderDescriptors }) => decoderDescriptors)) {
    fewest.set(pid, Math.min(count, fewest.get(pid) ?? Infinity));
  }
  return fewest.values();
}

function* growthBroken({ samples }, videoCount) {
  const { early, late } = windows(samples, videoCount);
  if (early.samples === 0 || late.samples === 0) {
    yield 'it was over before it could be looked at: more videos, or a smaller --every-ms';
    return;
  }
  const growth = late.both / early.both;
  if (!(growth <= MOST_GROWTH)) yield `memory grew × ${growth.toFixed(3)}, of at most × ${MOST_GROWTH}`;
  const room = { mainDescriptors: 0, decoderDescriptors: OPEN_VIDEOS, processes: 0 };
  for (const of of Object.keys(room)) {
    if (late[of] > early[of] + room[of]) yield `${of} grew from ${early[of]} to ${late[of]}`;
  }
}

/** Every video is in one of the two files, where it belongs, once and in its place. */
function* accountsBroken({ counts, rows, errors }, expected) {
  const names = [...expected.keys()];
  const [good, bad] = [
    names.filter((name) => expected.get(name) === undefined),
    names.filter((name) => expected.get(name) !== undefined),
  ];
  const wanted = { videos: names.length, ok: good.length, failed: bad.length, clips: good.length };
  for (const [name, count] of Object.entries(wanted)) {
    if (counts[name] !== count) yield `${counts[name]} ${name} counted, of ${count}`;
  }
  const nameOf = (path) => path.slice(path.lastIndexOf('/') + 1);
  yield* firstDifference(
    'row',
    rows.map((row) => nameOf(row.slice(0, row.indexOf(',')))),
    good,
  );
  yield* firstDifference(
    'error',
    errors.map(({ video, code }) => `${nameOf(video)} ${code}`),
    bad.map((name) => `${name} ${expected.get(name)}`),
  );
}

function* firstDifference(what, seen, wanted) {
  const length = Math.max(seen.length, wanted.length);
  for (let i = 0; i < length; i++) {
    if (seen[i] === wanted[i]) continue;
    yield `${what} ${i + 1} is of ${seen[i] ?? 'nothing'}, not of ${wanted[i] ?? 'nothing'}`;
    return;
  }
}

function* endBroken({ status, errors, processesLeft, filesLeft }) {
  const wanted = errors.length === 0 ? 0 : 3;
  if (status !== wanted) yield `it ended with ${status}, not ${wanted}`;
  for (const command of processesLeft) yield `a process is left: ${command}`;
  for (const name of filesLeft) yield `a temporary file is left: ${name}`;
}
