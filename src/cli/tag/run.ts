import { LEAST_SCORE } from '../../pipeline/rank/score-rules.js';
import { learnExamples } from '../../pipeline/few-shot/learn-examples.js';
import type { StampedPath } from '../../pipeline/find/walk.js';
import type { Drift } from '../../output/compare-snapshot.js';
import type { Adapt } from '../../pipeline/infer/score.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import { openTagger, type RankStreamOptions, type Tagger } from '../../pipeline/tagger.js';
import type { XclipModel } from '../../xclip/model.js';
import { engineOptions } from '../flags/engine.js';
import { promptSetting } from '../flags/labels/prompts.js';
import type { RunContext } from '../terminal/context.js';
import { findVideos } from '../run/find-videos.js';
import {
  longVideoNote,
  noteEngine,
  noteManyTexts,
  noteOddLabels,
  noteSoftware,
  noteTruncated,
} from '../run/notes.js';
import { openOutput } from '../run/open-output.js';
import { describeEngine, describeRun, type EngineReport, type RunReport } from '../run/report.js';
import { run, type RunOutcome, type Session } from '../run/run.js';
import type { WorkSource } from '../run/work-source.js';
import { comparisonOf, driftReport } from './compare.js';
import type { TagRequest } from './request.js';
import { requireSegments } from './require-segments.js';
import { tagSettings } from './settings.js';

export type TagReport = RunReport & EngineReport & { labels: readonly string[]; drift?: readonly Drift[] };

/** Runs `tag` on videos. */
export function runTag(request: TagRequest, context: RunContext): Promise<RunOutcome<TagReport>> {
  requireSegments(request);
  const command = {
    output: request.flags.output,
    findWork: () => findVideos(request),
    open: (work: WorkSource<StampedPath>) => openTagging(request, work, context),
  };
  return run(command, context);
}

async function openTagging(
  request: TagRequest,
  { previous }: WorkSource<StampedPath>,
  { note, info, version }: RunContext,
): Promise<Session<StampedPath, TagRecord, TagReport>> {
  const { flags, cutting, labels, examples } = request;
  const comparison = comparisonOf(request, note);
  const tagger = await openTagger({ ...engineOptions(flags, note, previous), ...request });
  const { engine, times } = tagger;
  const modelFolder = engine.checkpoint.folder;
  const onListed = longVideoNote(flags, info);
  let adapt: Adapt | undefined;
  let hashing: Promise<string> | undefined;
  const hashWeights = (): Promise<string> =>
    (hashing ??= times.measure('hash', () => engine.model.hashWeights()));
  return {
    times,
    startsEarly: examples === undefined,
    stages: (paths) => tagger.tag(paths, { cutting, onListed, adapt, ...rankOptions(request, engine.model) }),
    load: async () => {
      noteOddLabels(labels, note);
      noteManyTexts(request.prompts, info);
      noteTruncated(labels, await tagger.load(), engine.model, note);
      noteEngine(engine, info);
      if (examples !== undefined) adapt = await learn(examples, tagger, info);
    },
    hashWeights,
    openOutput: async (work) => {
      if (comparison !== undefined) return comparison;
      const settings = tagSettings(request, tagger, version);
      const target = { ...request, output: flags.output };
      return openOutput(work, target, { settings, hashWeights, modelFolder, description: undefined, note });
    },
    noteEnd: () => noteSoftware(engine, note),
    report: (end) => {
      const { batchSize, decoders, checkpoint } = engine;
      const settings = {
        ...flags,
        prompt: promptSetting(request.templates),
        paths: request.walk.paths,
        'batch-size': batchSize,
        decoders,
        format: request.format.name,
      };
      const { tool, model, ...rest } = describeRun(end, checkpoint, settings);
      return { tool, model, ...describeEngine(engine), labels, ...rest, ...driftReport(comparison) };
    },
    close: () => tagger.close(),
  };
}

/** How a run makes records of logits; under --check with all labels, so that one below the cut can be compared. */
export function rankOptions(request: TagRequest, model: XclipModel): RankStreamOptions {
  const { check, flags, labels, sets, scores, threshold } = request;
  return {
    labels,
    sets,
    merge: flags.merge,
    scoring: { scores, logitScale: model.logitScale },
    ...(check === undefined
      ? { topK: flags['top-k'], threshold }
      : { topK: Infinity, threshold: LEAST_SCORE[scores] }),
  };
}

/** What the examples of `--examples` teach. */
async function learn(
  examples: NonNullable<TagRequest['examples']>,
  tagger: Tagger,
  note: (line: string) => void,
): Promise<Adapt> {
  const { adapt, strength, exampleCount, rightCount } = await learnExamples(examples, tagger);
  // One example of each label has no others of its kind.
  const hasOthers = new Set(examples.map(({ label }) => label)).size < examples.length;
  const right = hasOthers
    ? `; left out one at a time, ${rightCount} are labelled correctly by the others`
    : '';
  note(`learned from ${exampleCount} examples: alpha ${strength.alpha}, beta ${strength.beta}${right}`);
  return adapt;
}
