import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError, XclipError } from '../../errors.js';
import { knownModel } from '../../hub/known-models.js';
import { resolveCheckpoint, type ResolvedCheckpoint } from '../../hub/resolve-checkpoint.js';
import { bytesText } from '../terminal/bytes-text.js';
import { modelRow, type ModelRow } from './model-rows.js';

export interface ModelInfo extends ModelRow {
  /** of its files; null where it is not on this machine */
  bytes: number | null;
}

/** @throws CheckpointError for a model that is neither known nor here */
export async function modelInfo(id: string): Promise<ModelInfo> {
  const checkpoint = await findHere(id);
  const bytes = checkpoint === undefined ? null : folderBytes(checkpoint.folder);
  return { ...modelRow(id, checkpoint), bytes };
}

async function findHere(model: string): Promise<ResolvedCheckpoint | undefined> {
  try {
    return await resolveCheckpoint({ model, offline: true });
  } catch (error) {
    if (!(error instanceof XclipError) || error.code !== 'MODEL_NOT_CACHED') throw error;
    if (knownModel(model) !== undefined) return undefined;
    throw new CheckpointError(`${model} is neither on this machine nor one of the models that are known`, {
      code: 'MODEL_NOT_CACHED',
      hint: `xclip models pull ${model} downloads it; xclip models list says which are known`,
      cause: error,
    });
  }
}

/** Files that are links, as in the Hub's cache, count with what they lead to. */
function folderBytes(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => statSync(join(folder, entry.name), { throwIfNoEntry: false }))
    .reduce((sum, found) => sum + (found?.isFile() === true ? found.size : 0), 0);
}

/** For people: a line for each thing that is known. */
export function infoText(info: ModelInfo): string {
  const { frames, pixels, gflops, parameters, bytes, shots } = info;
  const lines: [string, string | null][] = [
    ['id', info.id],
    ['input', frames === null ? null : `${frames} frames of ${pixels} × ${pixels} pixels a clip`],
    ['work', gflops === null ? null : `${gflops} GFLOP a clip`],
    ['size', parameters === null ? null : `${parameters} million parameters`],
    ['trained on', trainingText(info.trained_on, shots)],
    ['best for', suitsText(info)],
    ...info.accuracy.map(({ dataset, top1 }): [string, string] => ['top-1', `${top1.toFixed(1)} % on ${dataset}`]),
    ['state', info.state],
    ['folder', info.folder],
    ['revision', info.revision],
    ['on disk', bytes === null ? null : bytesText(bytes)],
  ];
  return lines.flatMap(([name, value]) => (value === null ? [] : `${name.padEnd(12)}${value}\n`)).join('');
}

function trainingText(dataset: string | null, shots: number | null): string | null {
  return shots === null ? dataset : `${dataset}, ${shots} videos a class`;
}

function suitsText({ suits, trained_on: dataset }: ModelInfo): string | null {
  if (suits === null) return null;
  return suits === 'open labels' ? 'labels of your own' : `labels of ${dataset}`;
}
