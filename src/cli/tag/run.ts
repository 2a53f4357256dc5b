import { learnExamples } from '../../pipeline/few-shot/learn-examples.js';
import type { RowSource, RowTarget } from '../../output/rows/output-rows.js';
import { skipFinished } from '../../output/journal/skip-finished.js';
import type { RunFiles } from '../../output/journal/run-files.js';
import { textRows } from '../../output/rows/text-rows.js';
import type { Adapt } from '../../pipeline/infer/score.js';
import { openTagger, type Tagger, type TaggerStages } from '../../pipeline/tagger.js';
import { begunWith } from '../begun-with.js';
import { countVideos } from '../count-videos.js';
import { noteEngine } from '../run/notes.js';
import { engineOptions } from '../flags/engine-options.js';
import { noteSoftware } from '../decoder-report.js';
import { findWork, type Work } from '../run/find-work.js';
import { journaledResults } from '../journaled-results.js';
import { warnTruncated } from '../label-length.js';
import { openJournaled } from '../run/open-journaled.js';
import { writeRunFile } from '../run/output-files.js';
import { rankOptions } from '../rank-options.js';
import { recordFormat } from '../record-writer.js';
import { HOW_TO_RESUME } from '../flags/resume.js';
import { RunClock } from '../run-clock.js';
import { failureSummary, runItems } from '../run/run-items.js';
import type { RunReport } from '../run/report.js';
import { tagReport, type TagResult } from '../tag-report.js';
import type { TagRequest } from './request.js';
import { openTagResults } from '../run/results.js';
import { tagSettings } from './settings.js';
import { requireSegments } from './require-segments.js';

export interface TagOutcome {
  report: RunReport;
  interrupted: boolean;
  drifted: boolean;
  failed: number;
}

export interface RunContext {
  note: (line: string) => void;
  version: string;
}

/** Runs `tag` from the first path to the report. */
export async function runTag(request: TagRequest, context: RunContext): Promise<TagOutcome> {
  const clock = new RunClock();
  const { flags } = request;
  await requireSegments(request);
  const source = request.format === 'table' ? undefined : rowsOf(request);
  const work = await findWork({ ...request, source });
  const tagger = await openTagger({
    ...engineOptions(flags, context.note, work.previous),
    prompts: request.prompts,
    sampling: request.sampling,
    frames: request.frames,
    firstPath: request.cutting === undefined && request.examples === undefined ? work.first : undefined,
  });
  const { engine } = tagger;
  const { texts, times } = tagger.stages;
  try {
    warnTruncated(request.labels, texts, engine.model, context.note);
    noteEngine(engine, context.note);
    let hashing: Promise<string> | undefined;
    const hash = (): Promise<string> => (hashing ??= times.measure('hash', () => engine.model.hashWeights()));
    const result = await tagAll(request, context, { tagger, work, hash });
    const weightsHash = await hash();
    times.add('total', clock.elapsedMs());
    const report = tagReport(request, engine, {
      ...result,
      version: context.version,
      seconds: times.toSeconds(),
      startedAt: clock.startedAt,
      weightsHash,
    });
    if (flags.output !== undefined) await writeRunFile(flags.output, report);
    return { report, ...result, failed: result.counts.failed };
  } finally {
    await Promise.all([tagger.close(), work.previous?.close()]);
  }
}

function rowsOf(request: TagRequest): (files: RunFiles) => RowSource & RowTarget {
  return ({ output }) => textRows(output, recordFormat(request).header);
}

interface TagWork {
  tagger: Tagger;
  work: Work;
  hash: () => Promise<string>;
}

async function tagAll(
  request: TagRequest,
  { note, version }: RunContext,
  { tagger, work, hash }: TagWork,
): Promise<TagResult> {
  const { flags, cutting } = request;
  const adapt = await learn(request, tagger.stages, note);
  const options = { cutting, adapt, ...rankOptions(request, tagger.engine.model) };
  const journaled = await openJournaled(work, {
    settings: tagSettings(request, tagger, version),
    target: rowsOf(request),
    hash,
    note,
  });
  const results =
    journaled === undefined
      ? await openTagResults(request, note)
      : journaledResults(journaled, recordFormat(request));
  const seal = async (): Promise<void> => journaled?.seal(await hash());
  try {
    const { counts, interrupted } = await runItems({
      source: work.plan(),
      stages: (plan) =>
        skipFinished(plan, {
          stages: (paths) => tagger.tag(paths, options),
          onFinished: (path) => results.finish(path),
        }),
      take: async (item) => {
        await tagger.stages.times.measure('write', () => results.take(item));
        // Not before the first record, which would wait for the core that this takes.
        seal().catch(() => undefined);
      },
      begun: begunWith(work.previous),
      countItems: (setTotal, signal) => countVideos(request.walk, setTotal, signal),
      note,
    });
    await seal();
    if (!interrupted) await journaled?.complete();
    const drifted = results.reportDrift({ isWhole: !interrupted });
    noteSoftware(tagger.engine, note);
    if (counts.failed > 0) note(failureSummary(counts, flags.output));
    if (interrupted && journaled !== undefined) note(HOW_TO_RESUME);
    return { counts, interrupted, drifted };
  } finally {
    await results.close();
  }
}

/** What the examples of `--examples` teach, if there are any. */
async function learn(
  { examples }: TagRequest,
  stages: TaggerStages,
  note: (line: string) => void,
): Promise<Adapt | undefined> {
  if (examples === undefined) return undefined;
  const { adapt, strength, exampleCount, rightCount } = await learnExamples(examples, stages);
  note(
    `learned from ${exampleCount} examples: alpha ${strength.alpha}, beta ${strength.beta}; each told by the others, ${rightCount} are right`,
  );
  return adapt;
}
