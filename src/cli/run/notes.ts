/** What a run says on stderr. */
import type { Engine } from '../../pipeline/engine.js';
import type { LeftOut } from '../../pipeline/find/walk.js';
import { knownModel, ZERO_SHOT_MODEL, type KnownModel } from '../../hub/known-models.js';
import { trainedClasses } from '../../hub/trained-classes.js';
import { shortened } from '../../quoted.js';
import { printable } from '../../output/printable.js';
import { precisionLine } from '../../xclip/int8/int8-video.js';
import type { TextFeatures, XclipModel } from '../../xclip/model.js';
import type { LabelText } from '../../xclip/text/average-features.js';
import { PROVIDERS } from '../../xclip/runtime/device/provider.js';
import type { RunContext } from '../terminal/context.js';
import { errorsFileOf, hasCompanions } from './output-files.js';
import { describeDecoder, type RunCounts } from './report.js';
import { at } from '../../at.js';

/** A long prompt may be too long with every label. */
const MOST_CUT_LABELS = 10;
/** A label may be a file's worth of text. */
const MOST_OF_A_LABEL = 60;

type Note = (line: string) => void;

/** Says once, when a model is ready, what it runs on and why; its precision, unless it is fp32; and of its batches. */
export function noteEngine({ device, model }: Engine, note: Note): void {
  note(`device: ${PROVIDERS[device.name].title} (${device.why})`);
  if (model.precision.name !== 'fp32') note(precisionLine(model.precision));
  if (model.clipsPerCall.note !== undefined) note(model.clipsPerCall.note);
}

/** A device that does not decode everything never leaves that unsaid. */
export function noteSoftware(engine: Engine, note: Note): void {
  const { hwaccel } = describeDecoder(engine);
  if (hwaccel === undefined || hwaccel.clips_in_software === 0) return;
  const clips = hwaccel.clips_on_device + hwaccel.clips_in_software;
  note(
    `${hwaccel.clips_in_software} of ${clips} clips were not decoded on ${hwaccel.name} but in software; the notes of their records (JSONL) say why`,
  );
}

/** Of a video of minutes, the default looks at a few frames of one short stretch. */
const LONG_SECONDS = 300;

/**
 * Says once that a video is long for one clip, where nothing asks for more of it.
 * @param views undefined for a command without --views
 */
export function longVideoNote(
  { sampling, views }: { sampling: string; views?: number | undefined },
  note: Note,
): (index: { durationSeconds: number }) => void {
  let isSaid = sampling !== 'documented' || (views ?? 1) > 1;
  const ways = ['--every SECONDS', ...(views === undefined ? [] : ['--views N'])].join(', ');
  return ({ durationSeconds }) => {
    if (isSaid || durationSeconds < LONG_SECONDS) return;
    isSaid = true;
    note(
      `some videos last minutes, of which one short stretch is used; ${ways} or --sampling uniform use more`,
    );
  };
}

/** Names the labels that the model reads only the beginning of. */
export function noteTruncated(
  labels: readonly string[],
  { truncated }: TextFeatures,
  model: XclipModel,
  note: Note,
): void {
  for (const place of truncated.slice(0, MOST_CUT_LABELS))
    note(printable(`${tooLong('label', at(labels, place), model)}: its end is ignored`));
  const more = truncated.length - MOST_CUT_LABELS;
  if (more > 0) note(`so ${more === 1 ? 'is one more label' : `are ${more} more labels`}`);
}

/** A short text is about a GFLOP of base-patch32: so many take two cores more than a minute. */
const MANY_TEXTS = 10_000;

/** Says that nothing comes for a while, where labels in all their prompts are many. */
export function noteManyTexts(texts: readonly LabelText[], note: Note): void {
  const count = texts.reduce((sum, text) => sum + (typeof text === 'string' ? 1 : text.length), 0);
  if (count >= MANY_TEXTS) note(`${count} texts of labels are encoded first, which takes a while`);
}

/** Says once that most labels are none of those a model was trained to tell apart. */
export function noteModelFit(model: string, labels: readonly string[], info: Note): void {
  const classes = trainedClasses(model);
  if (classes === undefined) return;
  const known = new Set(classes.map((label) => label.toLowerCase()));
  // Of a nested label the model reads the last part.
  const strange = labels.filter(
    (label) => !known.has((label.split('/').at(-1) ?? '').trim().toLowerCase()),
  ).length;
  if (strange * 2 <= labels.length) return;
  const trained = knownModel(model);
  info(
    trained === undefined
      ? `${model} knows ${classes.length} labels of moving shapes and nothing else: for videos of the world name another with --model`
      : `${strange} of ${labels.length} labels are none of ${trained.trainedOn}, on which ${model} was trained: --model ${ZERO_SHOT_MODEL} suits labels of your own better (${workOfZeroShot(trained)} times the work a clip)`,
  );
}

/** Labels that look as if they were something else; they are taken as they are. */
export function noteOddLabels(labels: readonly string[], note: Note): void {
  const comment = labels.find((label) => label.startsWith('#'));
  if (comment !== undefined)
    note(
      `the label "${shortened(comment, MOST_OF_A_LABEL)}" begins with #: --label-comments skips such lines of a file`,
    );
  const [first = '', ...others] = labels;
  const commas = commasIn(first);
  if (commas === 0 || others.length === 0 || others.some((label) => commasIn(label) !== commas)) return;
  note(
    `each label has ${commas === 1 ? 'a comma' : `${commas} commas`}: of a CSV file whose columns are not named label and prompt, whole rows are taken`,
  );
}

function workOfZeroShot({ gflopsPerClip }: KnownModel): string {
  const zeroShot = knownModel(ZERO_SHOT_MODEL)?.gflopsPerClip ?? NaN;
  return (zeroShot / gflopsPerClip).toPrecision(2);
}

function commasIn(label: string): number {
  return label.split(',').length - 1;
}

export function tooLong(what: string, text: string, { config }: XclipModel): string {
  return `the ${what} "${shortened(text, MOST_OF_A_LABEL)}" is longer than the ${config.text.maxPositionEmbeddings} tokens that the model reads`;
}

/** Says once what of a walk was no video, and which globs had no effect. */
export function noteLeftOut(leftOut: LeftOut, note: Note): void {
  const kinds = [
    [leftOut.danglingLinks, 'link to nowhere', 'links to nowhere'],
    [leftOut.specialFiles, 'pipe, socket or device', 'pipes, sockets or devices'],
    [leftOut.textFiles, 'text file', 'text files'],
  ] as const;
  const counted = kinds.filter(([count]) => count > 0);
  if (counted.length > 0) {
    const list = counted.map(([count, one, many]) => `${count} ${count === 1 ? one : many}`).join(', ');
    note(`left out, though named like videos: ${list}`);
  }
  for (const glob of leftOut.unmatchedGlobs) note(`--exclude ${shortened(glob)} matched nothing`);
}

interface DoneRun extends RunCounts {
  unit: string | undefined;
  output: string | undefined;
  /** from a snapshot; undefined where there is none to compare with */
  drifted: boolean | undefined;
  /** by stage, and in all */
  seconds: Record<string, number>;
}

/** The last line for who watches: `10 videos, 0 failed → tags.csv, 2.3 s`; where the time went under --verbose. */
export function noteDone(
  run: DoneRun,
  context: Pick<RunContext, 'info' | 'isVerbose'>,
  isTerminal = process.stderr.isTTY,
): void {
  const { info, isVerbose } = context;
  if (isVerbose) {
    const stages = Object.entries(run.seconds).filter(([stage]) => stage !== 'total');
    info(
      `seconds by stage: ${stages.map(([stage, seconds]) => `${stage} ${seconds.toFixed(1)}`).join(', ')}`,
    );
  }
  noteLast(doneLine(run), context, isTerminal);
}

/** A command's last line, for who watches. */
export function noteLast(
  line: string,
  { info, isVerbose }: Pick<RunContext, 'info' | 'isVerbose'>,
  isTerminal = process.stderr.isTTY,
): void {
  if (isTerminal || isVerbose) info(line);
}

export function doneLine({ videos, failed, output, drifted, seconds }: DoneRun): string {
  const where = output === undefined ? '' : ` → ${output}`;
  const drift = drifted === undefined ? '' : drifted ? ', drifted' : ', nothing drifted';
  const counted = `${videos} ${videos === 1 ? 'video' : 'videos'}, ${failed} failed`;
  return `${counted}${drift}${where}, ${(seconds.total ?? 0).toFixed(1)} s`;
}

export function failureSummary({ videos, failed }: RunCounts, output: string | undefined): string {
  const where = hasCompanions(output) ? `in ${errorsFileOf(output)}` : 'above';
  return `${failed} of ${videos} videos failed; the reasons are ${where}`;
}
