import { Answers } from '../../pipeline/evaluate/answers.js';
import { evaluate } from '../../pipeline/evaluate/evaluate.js';
import { labelsJsonl } from '../../output/formats/labels-jsonl.js';
import { removeOutput } from '../../output/remove-output.js';
import type { Output } from '../../output/run-output.js';
import type { StampedPath } from '../../pipeline/find/walk.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import { rankStream } from '../../pipeline/tagger.js';
import { openOutput } from '../run/open-output.js';
import { run, type RunOutcome, type Session } from '../run/run.js';
import { beginTagging, type Tagging, type TaggingReport } from '../run/tagging.js';
import { taggingSettings } from '../run/tagging-settings.js';
import type { WorkSource } from '../run/work-source.js';
import type { RunContext } from '../terminal/context.js';
import { findListed } from './find-listed.js';
import { JudgingOutput } from './judging-output.js';
import { type Evaluation, publish } from './publish.js';
import type { EvalRequest } from './request.js';

/** Labels that are kept of each video: the deepest rank that is asked for. */
const KEPT_LABELS = 5;

export type EvalOutcome = Omit<RunOutcome<unknown>, 'report'> & {
  report: object;
  /** undefined where the run was interrupted */
  evaluation: Evaluation | undefined;
};

/** Runs `eval` on videos. */
export async function runEval(request: EvalRequest, context: RunContext): Promise<EvalOutcome> {
  let evaluation: Evaluation | undefined;
  const command = {
    output: request.flags.output,
    findWork: () => findListed(request),
    open: async (work: WorkSource<StampedPath>) => {
      const tagging = await beginTagging(request, work, context);
      return openEvaluation(request, tagging, context, (made) => (evaluation = made));
    },
  };
  return { ...(await run(command, context)), evaluation };
}

function openEvaluation(
  request: EvalRequest,
  tagging: Tagging,
  context: RunContext,
  onMade: (evaluation: Evaluation) => void,
): Session<StampedPath, TagRecord, TaggingReport> {
  const { flags, labels, path } = request;
  const { model } = tagging.tagger.engine;
  const scoring = { scores: 'softmax', logitScale: model.logitScale } as const;
  return {
    ...tagging.session,
    stages: (paths) => rankStream(tagging.score(paths), { labels, scoring, topK: KEPT_LABELS, threshold: 0 }),
    openOutput: (work) => openJudging(request, { work, tagging, context, onMade }),
    report: (end) => tagging.describe(end, { ...flags, manifest: path, format: request.format.name }),
  };
}

interface Judging {
  work: WorkSource<StampedPath>;
  tagging: Tagging;
  context: RunContext;
  onMade: (evaluation: Evaluation) => void;
}

async function openJudging(
  request: EvalRequest,
  { work, tagging, context, onMade }: Judging,
): Promise<Output<TagRecord>> {
  const { manifest, labels, flags, text } = request;
  const { output } = flags;
  const answers = new Answers(manifest.videos, labels);
  const rows = await openRows(request, { work, tagging, context });
  const publishAll = async (): Promise<void> => {
    const summary = evaluate(manifest.videos, answers, { hasTop5: true, hasProbabilities: true });
    const evaluation = { videos: manifest.videos, answers, summary };
    // Under --json, stdout is for what the command returns.
    if (output !== undefined || flags.json !== true) await publish(evaluation, { output, text });
    onMade(evaluation);
  };
  return new JudgingOutput(answers, rows, publishAll, context.note);
}

/** What the model says, beside the output, where that is a file. */
async function openRows(
  request: EvalRequest,
  { work, tagging, context }: Omit<Judging, 'onMade'>,
): Promise<{ file: string; output: Output<TagRecord> } | undefined> {
  const { files } = work;
  const { output } = request.flags;
  if (files === undefined || output === undefined) return undefined;
  const { tagger, session } = tagging;
  const target = { output, format: labelsJsonl, text: labelsJsonl.text({}) };
  const opened = await openOutput(work, target, {
    settings: taggingSettings(request, tagger, context.version, {}),
    hashWeights: session.hashWeights,
    modelFolder: tagger.engine.checkpoint.folder,
    description: undefined,
    note: context.note,
  });
  // Figures of an earlier run, which are not this one's.
  await removeOutput(output);
  return { file: files.output, output: opened };
}
