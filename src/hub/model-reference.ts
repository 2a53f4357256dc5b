import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CheckpointError } from '../errors.js';
import { BUNDLED_MODELS, bundledModelFolder } from './bundled-models.js';
import { expandHome } from './hub-settings.js';
import { DEFAULT_MODEL, nearestKnownModel } from './known-models.js';

/** What the value of `--model` turned out to be. */
export type ModelReference =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'bundled'; readonly folder: string }
  | { readonly kind: 'hub' };

// The Hub's own rules for a name: it becomes part of a path and of an address, so nothing else may pass.
const NAME = '[A-Za-z0-9_](?:[\\w.-]*[A-Za-z0-9_])?';
const HUB_ID = new RegExp(`^${NAME}/${NAME}$`);
const REVISION = /^\w[\w.+@/-]*$/;
const LONGEST_ID = 96;

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}

function brokenFolder(model: string, problem: string, hint: string): CheckpointError {
  return new CheckpointError(`model ${model}: ${problem}`, { code: 'BAD_MODEL_FOLDER', hint });
}

function badId(model: string, hint: string): CheckpointError {
  return new CheckpointError(`"${model}" is not a model's id (organisation/name)`, {
    code: 'BAD_MODEL_ID',
    hint,
  });
}

async function explainFolder(model: string, path: string): Promise<CheckpointError> {
  const kind = await kindOf(path);
  if (kind === undefined) {
    return brokenFolder(
      model,
      'no such folder',
      `check the path, or give a Hub id such as ${DEFAULT_MODEL}, or ${BUNDLED_MODELS[0]}`,
    );
  }
  if (kind === 'file') {
    return brokenFolder(model, 'is a file, not a folder', `give the folder that holds it: ${dirname(path)}`);
  }
  const isCacheEntry = (await kindOf(join(path, 'snapshots'))) === 'folder';
  return brokenFolder(
    model,
    'the folder has no config.json',
    isCacheEntry
      ? 'this is an entry of the Hub cache: give a folder inside its snapshots/, or the Hub id'
      : 'a checkpoint has config.json, the tokenizer and model.safetensors (or pytorch_model.bin) side by side',
  );
}

function checkHubId(model: string): void {
  const address = /^(?:https?:\/\/)?(?:huggingface\.co|hf\.co)\/([^/]+\/[^/?#]+)/.exec(model)?.[1];
  if (address !== undefined) throw badId(model, `give the id alone: ${address}`);
  if (!model.includes('/') && model !== '') {
    throw new CheckpointError(`no folder and no bundled model is called "${model}"`, {
      code: 'MODEL_NOT_FOUND',
      hint: `a Hub id has two parts, as in ${nearestKnownModel(model)}; bundled: ${BUNDLED_MODELS.join(', ')}`,
    });
  }
  if (!HUB_ID.test(model) || /--|\.\.|\.git$/.test(model) || model.length > LONGEST_ID) {
    throw badId(
      model,
      `did you mean ${nearestKnownModel(model)}? A folder is fine too, and so is ${BUNDLED_MODELS[0]}`,
    );
  }
}

/** Throws CheckpointError BAD_REVISION unless this may be a branch, tag, `refs/pr/N` or commit. */
export function checkRevision(revision: string): void {
  const parts = revision.split('/');
  if (REVISION.test(revision) && !revision.includes('..') && !parts.includes('.') && !parts.includes(''))
    return;
  throw new CheckpointError(`"${revision}" is not a revision`, {
    code: 'BAD_REVISION',
    hint: 'give a branch, a tag or a commit, as in --revision main',
  });
}

/**
 * Says what `--model` names: a folder with config.json, else a bundled model, else a well-formed Hub id.
 * Anything that exists or looks like a path is never asked of the Hub.
 * Throws CheckpointError BAD_MODEL_FOLDER, BAD_MODEL_ID or MODEL_NOT_FOUND.
 */
export async function parseModelReference(model: string): Promise<ModelReference> {
  const path = resolve(expandHome(model));
  if (model !== '' && (await kindOf(join(path, 'config.json'))) === 'file')
    return { kind: 'folder', folder: path };
  const bundled = bundledModelFolder(model);
  if (bundled !== undefined) return { kind: 'bundled', folder: bundled };
  const looksLikePath = /^[.~/]|\\|^[A-Za-z]:/.test(model);
  if (model !== '' && (looksLikePath || (await kindOf(path)) !== undefined))
    throw await explainFolder(model, path);
  checkHubId(model);
  return { kind: 'hub' };
}
