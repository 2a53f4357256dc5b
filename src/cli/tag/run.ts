import { LEAST_SCORE } from '../../pipeline/rank/score-rules.js';
import type { StampedPath } from '../../pipeline/find/walk.js';
import type { Drift } from '../../output/compare-snapshot.js';
import type { Rows } from '../../output/formats/output-format.js';
import type { TagRowKind } from '../../output/sidecars/sidecar-kinds.js';
import { hasSidecars } from '../../output/sidecars/sidecars.js';
import { refuseObstacles, writeSidecars } from '../../output/sidecars/write-sidecars.js';
import type { RankStreamOptions } from '../../pipeline/tagger.js';
import type { XclipModel } from '../../xclip/model.js';
import type { RunContext } from '../terminal/context.js';
import { findVideos } from '../run/find-videos.js';
import { openOutput, withoutRows } from '../run/open-output.js';
import { dryRun, type DryRunReport } from '../run/dry-run.js';
import { run, type RunOutcome, type Session } from '../run/run.js';
import { beginTagging, type TaggingReport } from '../run/tagging.js';
import type { WorkSource } from '../run/work-source.js';
import { comparisonOf, driftReport } from './compare.js';
import type { TagRequest } from './request.js';
import type { RowsOfKind } from './row-kinds.js';
import { requireSegments } from './require-segments.js';
import { tagSettings } from './settings.js';

export type TagReport = TaggingReport & { drift?: readonly Drift[] };

/** Runs `tag` on videos. */
export function runTag(
  request: TagRequest,
  context: RunContext,
): Promise<RunOutcome<TagReport | DryRunReport>> {
  requireSegments(request);
  const { rows } = request;
  return rows.kind === 'labels' ? runRows(request, rows, context) : runRows(request, rows, context);
}

function runRows<Kind extends TagRowKind>(
  request: TagRequest,
  rows: RowsOfKind<Kind>,
  context: RunContext,
): Promise<RunOutcome<TagReport | DryRunReport>> {
  const { sidecars, flags } = request;
  const isComplete = sidecars && ((video: string) => hasSidecars(video, sidecars));
  const command = {
    output: flags.output,
    findWork: () => findVideos({ ...request, ...rows, isComplete }),
    open: (work: WorkSource<StampedPath>) => openTagging(request, rows, work, context),
  };
  return flags['dry-run'] ? dryRun(command, context) : run(command, context);
}

async function openTagging<Kind extends TagRowKind>(
  request: TagRequest,
  rows: RowsOfKind<Kind>,
  work: WorkSource<StampedPath>,
  context: RunContext,
): Promise<Session<StampedPath, Rows[Kind], TagReport>> {
  const { flags, sidecars } = request;
  const { note, version } = context;
  const comparison = comparisonOf(request, note);
  const { tagger, session, score, describe } = await beginTagging(request, work, context);
  const { model, checkpoint } = tagger.engine;
  const { hashWeights } = session;
  return {
    ...session,
    stages: (paths) => {
      if (flags['dry-run']) return rows.make(score(paths), rankOptions(request, model));
      const wanted = sidecars === undefined ? paths : refuseObstacles(paths, sidecars);
      const made = rows.make(score(wanted), rankOptions(request, model));
      if (sidecars === undefined) return made;
      const facts = { tool: `xclip-tagger ${version}`, model: checkpoint.id };
      return writeSidecars(made, { ...sidecars, kind: rows.kind, facts });
    },
    openOutput: async (opened) => {
      if (comparison !== undefined) return comparison;
      if (request.isWithoutRows) return withoutRows(note);
      const settings = tagSettings(request, tagger, version);
      const target = { ...rows, output: flags.output };
      const modelFolder = checkpoint.folder;
      return openOutput(opened, target, { settings, hashWeights, modelFolder, description: undefined, note });
    },
    report: (end) => {
      const settings = {
        ...flags,
        paths: request.walk.paths,
        'top-k': request.topK === Infinity ? 'all' : request.topK,
        format: rows.format.name,
      };
      return { ...describe(end, settings), ...driftReport(comparison) };
    },
  };
}

/** How a run makes records of logits; under --check with all labels, so that one below the cut can be compared. */
export function rankOptions(request: TagRequest, model: XclipModel): RankStreamOptions {
  const { check, flags, labels, sets, scores, threshold, topK } = request;
  return {
    labels,
    sets,
    merge: flags.merge,
    scoring: { scores, logitScale: model.logitScale },
    ...(check === undefined ? { topK, threshold } : { topK: Infinity, threshold: LEAST_SCORE[scores] }),
  };
}
