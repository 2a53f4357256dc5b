import { at } from '../../at.js';
import { XclipError } from '../../errors.js';
import type { StoredClip } from '../../store/stored-clip.js';
import type { Store } from '../../store/store-reader.js';
import type { TextFeatures, XclipModel } from '../../xclip/model.js';
import type { FailedVideo } from '../read/read-clips.js';
import { scoreStored } from '../infer/score-stored.js';
import { shortlist } from './shortlist.js';
import { TopK } from './top-k.js';

/** A clip that was found. */
export interface Hit {
  video: string;
  clip: number;
  startSeconds: number;
  endSeconds: number;
  /** the model's logit of a text, or the cosine with another clip */
  score: number;
  /** its place in the store, which decides between equal scores */
  row: number;
}

export interface SearchOptions {
  store: Store;
  model: XclipModel;
  /** the queries, encoded as labels are */
  texts: TextFeatures;
  topK: number;
  /** clips a query that are scored at all, chosen by cosine; undefined scores every clip */
  shortlistSize: number | undefined;
  /** called for each clip that has been scored */
  onScored?: () => void;
}

/**
 * For each query, the clips with the highest logits by the model's scorer, best first.
 * @throws XclipError NOT_FINITE naming a clip whose logits are no numbers: no order could be right; what reading throws
 */
export async function searchClips(options: SearchOptions): Promise<Hit[][]> {
  const { store, model, texts, topK, shortlistSize, onScored } = options;
  const chosen =
    shortlistSize === undefined ? undefined : await shortlist(store.embeddings(), texts, shortlistSize);
  const isWanted = (row: number): boolean => chosen === undefined || chosen.some((rows) => rows.has(row));
  const lists = Array.from(
    { length: texts.labelCount },
    () => new TopK<Hit>(topK, (a, b) => b.score - a.score || a.row - b.row),
  );
  for await (const item of scoreStored(flatten(store, isWanted), { model, texts })) {
    if ('error' in item) throw notFinite(item);
    const { logits, ...clip } = item;
    onScored?.();
    for (const [query, list] of lists.entries()) {
      // Another query's candidate is none of this one's: its answer must not depend on what else is asked.
      if (chosen?.[query]?.has(clip.row) === false) continue;
      const score = at(logits, query);
      const { video, clip: number, startSeconds, endSeconds, row } = clip;
      list.offer({ video, clip: number, startSeconds, endSeconds, score, row });
    }
  }
  return lists.map((list) => list.best());
}

function notFinite({ video, error }: FailedVideo): XclipError {
  const { code, hint, message } = error;
  return new XclipError(`${video}: ${message}`, {
    code,
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  });
}

async function* flatten(
  store: Store,
  isWanted: (row: number) => boolean,
): AsyncGenerator<StoredClip & { row: number }, void, undefined> {
  for await (const { rows } of store.clips(isWanted)) yield* rows;
}
