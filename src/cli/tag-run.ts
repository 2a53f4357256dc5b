import { learnExamples } from '../pipeline/learn-examples.js';
import type { Adapt } from '../pipeline/score.js';
import type { Engine } from '../pipeline/open-engine.js';
import { openTagger, type Tagger, type TaggerStages } from '../pipeline/open-tagger.js';
import { peek } from '../pipeline/peek.js';
import { walk, type WalkedPath } from '../pipeline/walk.js';
import { countVideos, noVideos } from './count-videos.js';
import { describeRun } from './describe-run.js';
import { notePrecision } from './note-precision.js';
import { createDownloadNotice } from './download-notice.js';
import { warnTruncated } from './label-length.js';
import { writeRunFile } from './output-files.js';
import { rankOptions } from './rank-options.js';
import { failureSummary, runItems } from './run-items.js';
import type { RunCounts, RunReport } from './run-report.js';
import { inputRules } from './tag-config.js';
import type { TagRequest } from './tag-request.js';
import { openTagResults } from './tag-results.js';
import { requireSegments } from './window-request.js';

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
  const startedAt = new Date();
  await requireSegments(request);
  const paths = await peek(walk(request.walk));
  if (paths.first === undefined) throw noVideos(request.walk);
  const tagger = await openTagger({
    ...request.flags,
    prompts: request.prompts,
    sampling: request.sampling,
    frames: request.frames,
    timeoutMs: request.flags.timeout * 1000,
    rules: inputRules(request.flags),
    firstPath: request.cutting === undefined && request.examples === undefined ? paths.first : undefined,
    ...createDownloadNotice(context.note),
  });
  const { engine } = tagger;
  const { texts, times } = tagger.stages;
  try {
    warnTruncated(request.labels, texts, engine.model, context.note);
    notePrecision(engine.model.precision, context.note);
    let hashing: Promise<string> | undefined;
    const hash = (): Promise<string> => (hashing ??= times.measure('hash', () => engine.model.hashWeights()));
    // Not before the first record, which would wait for the core that this takes.
    const result = await tagAll(request, context, tagger, paths.all, hash);
    const weightsHash = await hash();
    times.add('total', Date.now() - startedAt.getTime());
    const report = makeReport(request, context, engine, {
      ...result,
      seconds: times.toSeconds(),
      startedAt,
      weightsHash,
    });
    if (request.flags.output !== undefined) await writeRunFile(request.flags.output, report);
    return { report, ...result, failed: result.counts.failed };
  } finally {
    await tagger.close();
  }
}

interface TagResult {
  counts: RunCounts;
  interrupted: boolean;
  drifted: boolean;
}

async function tagAll(
  request: TagRequest,
  { note }: RunContext,
  tagger: Tagger,
  source: AsyncIterable<WalkedPath>,
  onRecord: () => Promise<string>,
): Promise<TagResult> {
  const { flags, cutting } = request;
  const adapt = await learn(request, tagger.stages, note);
  const options = { cutting, adapt, ...rankOptions(request, tagger.engine.model) };
  const results = await openTagResults(request, note);
  try {
    const { counts, interrupted } = await runItems({
      source,
      stages: (paths) => tagger.tag(paths, options),
      take: async (item) => {
        await tagger.stages.times.measure('write', () => results.take(item));
        onRecord().catch(() => undefined);
      },
      countItems: (setTotal, signal) => countVideos(request.walk, setTotal, signal),
      note,
    });
    const drifted = results.reportDrift({ isWhole: !interrupted });
    if (counts.failed > 0) note(failureSummary(counts, flags.output));
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

interface ReportParts extends TagResult {
  seconds: Record<string, number>;
  startedAt: Date;
  weightsHash: string;
}

function makeReport(
  request: TagRequest,
  { version }: RunContext,
  engine: Engine,
  parts: ReportParts,
): RunReport {
  const { checkpoint, decoder, batchSize, decoders } = engine;
  const settings = {
    ...request.flags,
    paths: request.walk.paths,
    'batch-size': batchSize,
    decoders,
    format: request.format,
  };
  const { tool, model, ...rest } = describeRun({ ...parts, version, checkpoint, settings });
  return { tool, model, decoder, precision: engine.model.precision, labels: request.labels, ...rest };
}
