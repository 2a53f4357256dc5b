import { UsageError } from '../../errors.js';
import { hubBlobsOf } from '../../hub/hub-blobs.js';
import { resolveCheckpoint } from '../../hub/resolve-checkpoint.js';
import { requireSameModel, requireScorable } from '../../pipeline/search/check-store.js';
import { searchClips } from '../../pipeline/search/search-clips.js';
import { quoted } from '../../quoted.js';
import { Store } from '../../store/store-reader.js';
import { XclipModel } from '../../xclip/model.js';
import { checkOptions, requireString, type OptionRules } from '../arguments.js';
import { resolveOptions, WHERE_RULES } from '../find-checkpoint.js';
import type { PretrainedOptions } from '../pretrained.js';
import { labelSets } from './label-sets.js';
import { requireRanges } from './run-settings.js';

export interface SearchStoreOptions extends PretrainedOptions {
  /** clips of each query, best first; 10 if undefined */
  topK?: number | undefined;
  /** clips a query that are scored at all, chosen by cosine; all if undefined */
  shortlist?: number | undefined;
  /** the model that made the store, where it is not where the store says */
  model?: string | undefined;
}

/** A clip that was found. */
export interface FoundClip {
  video: string;
  /** 0-based number of the clip inside its video */
  clip: number;
  start_s: number;
  end_s: number;
  /** the reference's logit of the query */
  logit: number;
}

const RULES: OptionRules = { ...WHERE_RULES, topK: ['number'], shortlist: ['number'], model: ['string'] };

/**
 * Searches a feature store, as `xclip embed -o store.parquet` writes it, by texts.
 * @returns for each query the clips with the highest logits
 * @throws XclipError NOT_A_STORE, STORE_EMPTY, STORE_WITHOUT_CONTEXT, STORE_OF_ANOTHER_MODEL, STORE_DAMAGED, BAD_OPTION;
 *   UsageError NO_LABELS, QUERY_TOO_LONG; CheckpointError for the model
 */
export async function searchStore(
  path: string,
  queries: string | readonly string[],
  options: SearchStoreOptions = {},
): Promise<FoundClip[][]> {
  checkOptions(options, RULES, 'searchStore');
  requireRanges(options);
  const { labels: texts } = labelSets(typeof queries === 'string' ? [queries] : queries);
  const { topK = 10, shortlist, model: asked, ...where } = options;
  const store = await Store.open(requireString(path, 'path'));
  try {
    requireScorable(store);
    const made = store.description.model;
    const revision = where.revision ?? (asked === undefined ? made.revision : undefined);
    const found = await resolveCheckpoint({ ...resolveOptions(where), revision, model: asked ?? made.id });
    const model = XclipModel.open(found.folder, { hubBlobs: await hubBlobsOf(found) });
    try {
      requireSameModel(store, asked ?? made.id, await model.hashWeights());
      const encoded = await model.encodeLabels(texts);
      refuseTruncated(texts, encoded.truncated);
      const hits = await searchClips({ store, model, texts: encoded, topK, shortlistSize: shortlist });
      return hits.map((list) =>
        list.map(({ video, clip, startSeconds, endSeconds, score }) => ({
          ...{ video, clip, start_s: startSeconds, end_s: endSeconds, logit: score },
        })),
      );
    } finally {
      await model.close();
    }
  } finally {
    await store.close();
  }
}

/** What was found by half a query is no answer to it. */
function refuseTruncated(queries: readonly string[], [place]: readonly number[]): void {
  if (place === undefined) return;
  throw new UsageError(`the query ${quoted(queries[place])} is longer than the model reads`, {
    code: 'QUERY_TOO_LONG',
    hint: 'shorten it',
  });
}
