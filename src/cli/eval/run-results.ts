import { noteDone } from '../run/notes.js';
import { clearCompanions, isPlainOutput, writeRunFile } from '../run/output-files.js';
import { RunClock } from '../run/report.js';
import type { RunContext } from '../terminal/context.js';
import { publish } from './publish.js';
import type { EvalRequest } from './request.js';
import { judgeResults } from './results/judge-results.js';
import type { EvalOutcome } from './run.js';

/** Runs `eval --from`. */
export async function runResultsEval(
  from: string,
  request: EvalRequest,
  context: RunContext,
): Promise<EvalOutcome> {
  const { flags, manifest, text, path, format } = request;
  const { output } = flags;
  const clock = new RunClock();
  const isNamed = flags.labels !== undefined || flags.label !== undefined;
  const evaluation = await judgeResults(
    {
      path: from,
      videos: manifest.videos,
      labels: isNamed ? manifest.labels : undefined,
      version: context.version,
    },
    context.note,
  );
  const isFile = output !== undefined && (await isPlainOutput(output));
  if (isFile) await clearCompanions(output);
  if (output !== undefined || flags.json !== true) await publish(evaluation, { output, text });
  const { videos, failed } = evaluation.summary;
  const counts = { videos, ok: videos - failed, failed, clips: evaluation.clips };
  const seconds = { total: Math.round(clock.elapsedMs()) / 1000 };
  const { root, dataset, split } = flags;
  const report = {
    tool: { name: 'xclip-tagger', version: context.version },
    settings: { from, manifest: path, root, dataset, split, format: format.name },
    labels: evaluation.answers.labels,
    counts,
    seconds,
    started_at: clock.startedAt.toISOString(),
    finished: true,
  };
  if (isFile) await writeRunFile(output, report);
  noteDone({ ...counts, unit: undefined, output, drifted: false, seconds }, context);
  return { report, evaluation, interrupted: false, drifted: false, failed };
}
