/** An hour of 1080p: one window of it, and all of it in windows. */
import { compare } from '../lib/compare.mjs';
import { checkpoint, clips } from '../lib/setup.mjs';
import { tagRun } from '../lib/tag-run.mjs';

const FULL = { set: 'hour-1080p', every: 10, seconds: 3600 };
const QUICK = { set: 'minute-1080p', every: 2, seconds: 60 };

export async function long(context) {
  const plan = {
    title: 'one window of an hour of 1080p, base-patch32, 8 labels',
    ...{ model: 'base-patch32', sets: ['hour-1080p'], labelCount: 8, clipCount: context.clipCount },
    // The page's loop decodes from the beginning: minutes a clip.
    modes: context.quick ? [] : ['fp32'],
  };
  const comparison = await compare(plan, { ...context, rounds: Math.min(2, context.rounds) });
  return { comparisons: [comparison], passes: [await wholePass(context, context.quick ? QUICK : FULL)] };
}

async function wholePass({ workspace, report }, { set, every, seconds }) {
  report(`— all of ${set}, --every ${every}`);
  const run = await tagRun({
    ...{ paths: clips(set), model: checkpoint('tiny-shapes'), labelsFile: workspace.labels(8) },
    ...{ output: workspace.path('tags.jsonl'), flags: ['--every', String(every)] },
  });
  report(`${run.seconds.toFixed(1)} s`);
  return { title: `all of ${set}, --every ${every}, tiny-shapes`, videoSeconds: seconds, run };
}
