import { rename } from 'node:fs/promises';
import type { Answers } from '../../pipeline/evaluate/answers.js';
import { type EvaluationSummary, missesOf } from '../../pipeline/evaluate/evaluate.js';
import type { LabelledVideos } from '../../pipeline/evaluate/labelled-videos.js';
import { unwritableOutput } from '../../files/unwritable-output.js';
import { type EvaluationJson, toEvaluationJson } from '../../output/formats/evaluation/json.js';
import type { EvaluationPart } from '../../output/formats/evaluation/part.js';
import type { RowText } from '../../output/formats/output-format.js';
import { partialOf } from '../../output/journal/run-files.js';
import { fileSink, type Sink, stdoutSink } from '../../output/sink.js';
import { isPlainOutput } from '../run/output-files.js';

/** What came of an evaluation. */
export interface Evaluation {
  videos: LabelledVideos;
  answers: Answers;
  summary: EvaluationSummary;
}

/** Misses are short: so many characters go to the system at once. */
const PIECE_CHARACTERS = 1 << 16;

/** As --json has it. */
export function evaluationJsonOf({ videos, answers, summary }: Evaluation): EvaluationJson {
  return toEvaluationJson(summary, missesOf(videos, answers));
}

/**
 * Writes an evaluation: to a file whole or not at all, to a pipe or stdout as it comes.
 * @throws XclipError OUTPUT_UNWRITABLE; StdoutLost
 */
export async function publish(
  evaluation: Evaluation,
  { output, text }: { output: string | undefined; text: RowText<EvaluationPart> },
): Promise<void> {
  if (output === undefined) return writeParts(evaluation, text, stdoutSink());
  if (!(await isPlainOutput(output))) return writeParts(evaluation, text, await fileSink(output));
  const partial = partialOf(output);
  await writeParts(evaluation, text, await fileSink(partial));
  await rename(partial, output).catch((error: unknown) => {
    throw unwritableOutput(output, error);
  });
}

async function writeParts(
  evaluation: Evaluation,
  { header, toText }: RowText<EvaluationPart>,
  sink: Sink,
): Promise<void> {
  try {
    let waiting = header;
    for (const part of partsOf(evaluation)) {
      waiting += toText(part);
      if (waiting.length < PIECE_CHARACTERS) continue;
      await sink.write(waiting);
      waiting = '';
    }
    await sink.write(waiting);
  } finally {
    await sink.close();
  }
}

function* partsOf({ videos, answers, summary }: Evaluation): Generator<EvaluationPart, void, undefined> {
  yield { part: 'summary', summary };
  for (const miss of missesOf(videos, answers)) yield { part: 'miss', miss };
  yield { part: 'end' };
}
