import { at } from '../../at.js';
import { type CheckResult, checkResultOf } from '../../check-result.js';
import type { Int8Options } from '../int8/int8-video.js';
import { XclipModel } from '../model.js';
import { NotFinite } from '../runtime/not-finite.js';
import { SYNTHETIC_LABELS, syntheticClip } from './synthetic-clip.js';

/** fp32 sums in another order, times a logit scale of up to 100. */
const LOGIT_TOLERANCE = 1e-3;

/** Buffers of old checkpoints, which the code makes itself today. */
const KNOWN_BUFFER = '.position_ids';

/**
 * Proves that a checkpoint computes what it should on this machine: its files, its structure, its numbers.
 * @param weightsHash SHA-256 of the weights, by which recorded numbers are found
 * @param int8 where its folded form is kept, which is made if it is not there
 */
export async function* verifyModel(
  folder: string,
  weightsHash: string,
  int8: Int8Options,
): AsyncGenerator<CheckResult, void, undefined> {
  let model: XclipModel;
  try {
    model = XclipModel.open(folder);
  } catch (error) {
    yield checkResultOf('files', 'fail', error);
    return;
  }
  try {
    yield describeFiles(model);
    const structure = checkStructure(model);
    yield structure;
    if (structure.status === 'fail') return;
    const broken = model.findBrokenWeight();
    if (broken !== undefined) {
      yield {
        check: 'weights',
        status: 'fail',
        detail: `the tensor ${broken} holds numbers that are not finite`,
        hint: 'download them again',
      };
      return;
    }
    const logits = await syntheticLogits(model, 1);
    yield checkNumbers(at(logits, 0), KNOWN_LOGITS[weightsHash]);
    yield await checkBatches(model, at(logits, 0));
    yield await checkInt8(model, folder, int8);
  } catch (error) {
    yield checkResultOf('numbers', 'fail', error);
  } finally {
    await model.close();
  }
}

function describeFiles({ config, preprocessing }: XclipModel): CheckResult {
  const { numFrames, imageSize, patchSize, hiddenSize, numHiddenLayers } = config.vision;
  const { resize } = preprocessing.geometry;
  const size = resize === undefined ? 'as decoded' : JSON.stringify(Object.values(resize));
  return {
    check: 'files',
    status: 'ok',
    detail: `${numFrames} frames of ${imageSize} px (resized to ${size}), patches of ${patchSize}, ${numHiddenLayers} layers of ${hiddenSize}, embeds of ${config.projectionDim}`,
  };
}

function checkStructure(model: XclipModel): CheckResult {
  try {
    const unused = model.checkStructure().filter((name) => !name.endsWith(KNOWN_BUFFER));
    if (unused.length === 0)
      return { check: 'structure', status: 'ok', detail: 'every tensor is there, none is left over' };
    return { check: 'structure', status: 'warn', detail: `no graph takes ${unused.join(', ')}` };
  } catch (error) {
    return checkResultOf('structure', 'fail', error);
  }
}

/** The logits of `clipCount` copies of the synthetic clip, one row each. */
async function syntheticLogits(model: XclipModel, clipCount: number): Promise<Float32Array[]> {
  const { numFrames, imageSize } = model.config.vision;
  const clip = syntheticClip(numFrames, imageSize);
  const texts = await model.encodeLabels(SYNTHETIC_LABELS);
  const rows = [];
  for (const encoded of await model.encodeClips(Array.from({ length: clipCount }, () => clip))) {
    rows.push(await model.score(encoded, 1, texts));
  }
  return rows;
}

function checkNumbers(logits: Float32Array, known: readonly number[] | undefined): CheckResult {
  const shown = [...logits].map((logit) => logit.toPrecision(7)).join(', ');
  if (known === undefined) {
    return {
      check: 'numbers',
      status: 'ok',
      detail: `logits of the synthetic clip: ${shown} (none recorded to compare with)`,
    };
  }
  const difference = Math.max(...known.map((value, i) => Math.abs(value - at(logits, i))));
  return {
    check: 'numbers',
    status: difference <= LOGIT_TOLERANCE ? 'ok' : 'fail',
    detail: `logits of the synthetic clip: ${shown}, within ${difference.toExponential(1)} of the reference's`,
  };
}

/** How far int8 is from fp32 on this checkpoint. There is no limit to fail at: whoever chooses int8 judges. */
async function checkInt8(reference: XclipModel, folder: string, options: Int8Options): Promise<CheckResult> {
  const model = XclipModel.open(folder, { int8: options });
  try {
    const { logit, cosine } = await compareModels(model, reference);
    const { precision } = model;
    const form = precision.name === 'int8' ? precision.form : '';
    const finite = Number.isFinite(logit) && Number.isFinite(cosine);
    return {
      check: 'int8',
      status: finite ? 'ok' : 'fail',
      detail: `--precision int8 (${form} products) is ${logit.toPrecision(2)} from fp32 in the logits of the synthetic clip (scale ${reference.logitScale.toPrecision(3)}), its embeds at a cosine of ${cosine.toFixed(6)}`,
    };
  } catch (error) {
    // fp32, the default, is not touched by what int8 cannot do here.
    return checkResultOf('int8', error instanceof NotFinite ? 'fail' : 'warn', error);
  } finally {
    await model.close();
  }
}

/** A clip's numbers must not depend on its neighbours. */
async function checkBatches(model: XclipModel, alone: Float32Array): Promise<CheckResult> {
  const together = await syntheticLogits(model, 3);
  const same = together.every((row) => row.every((logit, i) => logit === alone[i]));
  return same
    ? { check: 'batches', status: 'ok', detail: 'a clip alone and in a batch of 3 gives the same bytes' }
    : {
        check: 'batches',
        status: 'fail',
        detail: 'a clip alone and in a batch of 3 gives different numbers',
      };
}

/** How far one model's answer for a clip is from another's. */
export interface ClipError {
  /** largest difference of a logit */
  logit: number;
  /** between the clip's embeds */
  cosine: number;
}

/** Holds two openings of one checkpoint against each other, on the synthetic clip. */
export async function compareModels(model: XclipModel, reference: XclipModel): Promise<ClipError> {
  const [ours, right] = [await answer(model), await answer(reference)];
  return {
    logit: Math.max(...right.logits.map((logit, i) => Math.abs(logit - at(ours.logits, i)))),
    cosine: cosine(ours.embeds, right.embeds),
  };
}

async function answer(model: XclipModel): Promise<{ logits: Float32Array; embeds: Float32Array }> {
  const { numFrames, imageSize } = model.config.vision;
  const texts = await model.encodeLabels(SYNTHETIC_LABELS);
  const clip = await model.encodeClip(syntheticClip(numFrames, imageSize));
  return { logits: await model.score(clip, 1, texts), embeds: clip.videoEmbeds };
}

function cosine(a: Float32Array, b: Float32Array): number {
  const product = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, value, i) => sum + value * at(y, i), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

/**
 * The reference's logits of the synthetic clip, by SHA-256 of the weights: written by
 * test/fixtures/make/known_logits.py.
 */
export const KNOWN_LOGITS: Readonly<Record<string, readonly number[]>> = {
  fe09c272ca5447d1f3e8ba79e8394d20eb00ca17a0f6c3761dd534602af1572b: [-0.455752879, 1.74484432, -2.11378598], // tiny-shapes
};
