import { XclipError, messageOf } from '../../errors.js';
import { hubBlobsOf } from '../../hub/hub-blobs.js';
import { resolveCheckpoint, type ResolvedCheckpoint } from '../../hub/resolve-checkpoint.js';
import { openEngine, type Engine } from '../../pipeline/engine.js';
import { requireClips, requireSameModel, requireScorable } from '../../pipeline/search/check-store.js';
import { engineTimes, StageTimes } from '../../pipeline/times.js';
import { Store } from '../../store/store-reader.js';
import { XclipModel } from '../../xclip/model.js';
import { decodingOptions, type DecodingFlags } from '../flags/engine.js';
import { createDownloadNotice } from '../terminal/download-notice.js';

export interface StoreModelFlags {
  /** the model to take, if it was asked for by name; else the store's own */
  model: string | undefined;
  revision?: string | undefined;
  offline: boolean;
}

/** A store and the model that made it, ready to score: no decoders, no video graph. */
export interface StoreSession {
  store: Store;
  model: XclipModel;
  checkpoint: ResolvedCheckpoint;
  weightsHash: string;
  times: StageTimes;
  close(): Promise<void>;
}

/** @throws XclipError STORE_EMPTY, STORE_WITHOUT_CONTEXT, STORE_OF_ANOTHER_MODEL, and what opening either throws */
export async function openStoreSession(
  path: string,
  flags: StoreModelFlags,
  note: (line: string) => void,
): Promise<StoreSession> {
  const store = await Store.open(path);
  try {
    requireScorable(store);
    const checkpoint = await resolveModel(store, flags, note);
    const model = XclipModel.open(checkpoint.folder, { hubBlobs: await hubBlobsOf(checkpoint) });
    const times = new StageTimes(() => ({ score: model.busyMs('scorer') }));
    try {
      const weightsHash = await times.measure('hash', () => model.hashWeights());
      requireSameModel(store, checkpoint.id, weightsHash);
      if (!store.isWhole) note(lostClips(store));
      const close = async (): Promise<void> => {
        await Promise.all([store.close(), model.close()]);
      };
      return { store, model, checkpoint, weightsHash, times, close };
    } catch (error) {
      await model.close();
      throw error;
    }
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** A store with the model that made it and decoders beside it: for reading other videos as its own were read. */
export interface ExampleSession extends Pick<StoreSession, 'store' | 'weightsHash' | 'times' | 'close'> {
  engine: Engine;
}

/** @throws XclipError STORE_EMPTY, STORE_OF_ANOTHER_MODEL, and what opening either throws */
export async function openExampleSession(
  path: string,
  flags: StoreModelFlags & DecodingFlags,
  note: (line: string) => void,
): Promise<ExampleSession> {
  const store = await Store.open(path);
  try {
    requireClips(store);
    // A GPU takes longer to try than a few clips take here, and int8 is for a CPU.
    const precision = store.description.precision.name === 'int8' ? 'int8' : 'fp32';
    const { id: model, revision } = await resolveModel(store, flags, note);
    const where = { model, revision, offline: true, onNotice: note };
    const engine = await openEngine({ ...decodingOptions(flags), ...where, device: 'cpu', precision });
    try {
      const times = engineTimes(engine);
      const weightsHash = await times.measure('hash', () => engine.model.hashWeights());
      requireSameModel(store, engine.checkpoint.id, weightsHash);
      if (!store.isWhole) note(lostClips(store));
      const close = async (): Promise<void> => {
        await Promise.all([store.close(), engine.close()]);
      };
      return { store, engine, weightsHash, times, close };
    } catch (error) {
      await engine.close();
      throw error;
    }
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function resolveModel(
  { path, description }: Store,
  { model, revision, offline }: StoreModelFlags,
  note: (line: string) => void,
): Promise<ResolvedCheckpoint> {
  const notices = createDownloadNotice(note);
  if (model !== undefined) return resolveCheckpoint({ model, revision, offline, ...notices });
  const made = description.model;
  try {
    return await resolveCheckpoint({
      model: made.id,
      revision: revision ?? made.revision,
      offline,
      ...notices,
    });
  } catch (error) {
    throw new XclipError(`${path} was made by ${made.id}, which cannot be had: ${messageOf(error)}`, {
      code: error instanceof XclipError ? error.code : 'STORE_MODEL_MISSING',
      hint: 'say where that model is with --model',
      cause: error,
    });
  }
}

/** What a store that was cut lacks. */
export function lostClips({ path, clipCount, lostBytes }: Store): string {
  const what =
    lostBytes === 0
      ? `${path} was never finished: it holds its first ${clipCount} clips`
      : `${path} is cut short: its first ${clipCount} clips are whole, what its last ${lostBytes} bytes held is lost`;
  return `${what}; complete it with xclip embed --resume, or embed the other videos again`;
}
