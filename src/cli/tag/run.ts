import { LEAST_SCORE } from '../../pipeline/rank/score-rules.js';
import type { StampedPath } from '../../pipeline/find/walk.js';
import type { Drift } from '../../output/compare-snapshot.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import type { RankStreamOptions } from '../../pipeline/tagger.js';
import type { XclipModel } from '../../xclip/model.js';
import type { RunContext } from '../terminal/context.js';
import { findVideos } from '../run/find-videos.js';
import { openOutput } from '../run/open-output.js';
import { run, type RunOutcome, type Session } from '../run/run.js';
import { beginTagging, type TaggingReport } from '../run/tagging.js';
import type { WorkSource } from '../run/work-source.js';
import { comparisonOf, driftReport } from './compare.js';
import type { TagRequest } from './request.js';
import { requireSegments } from './require-segments.js';
import { tagSettings } from './settings.js';

export type TagReport = TaggingReport & { drift?: readonly Drift[] };

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
  work: WorkSource<StampedPath>,
  context: RunContext,
): Promise<Session<StampedPath, TagRecord, TagReport>> {
  const { flags } = request;
  const { note, version } = context;
  const comparison = comparisonOf(request, note);
  const { tagger, session, tag, describe } = await beginTagging(request, work, context);
  const { model, checkpoint } = tagger.engine;
  const { hashWeights } = session;
  return {
    ...session,
    stages: (paths) => tag(paths, rankOptions(request, model)),
    openOutput: async (opened) => {
      if (comparison !== undefined) return comparison;
      const settings = tagSettings(request, tagger, version);
      const target = { ...request, output: flags.output };
      const modelFolder = checkpoint.folder;
      return openOutput(opened, target, { settings, hashWeights, modelFolder, description: undefined, note });
    },
    report: (end) => {
      const settings = { ...flags, paths: request.walk.paths, format: request.format.name };
      return { ...describe(end, settings), ...driftReport(comparison) };
    },
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
      : { topK: labels.length, threshold: LEAST_SCORE[scores] }),
  };
}
