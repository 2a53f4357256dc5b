import type { QueryResult } from '../../output/formats/output-format.js';
import type { StageTimes } from '../../pipeline/times.js';
import type { Store } from '../../store/store-reader.js';
import type { ModelPlace } from '../run/report.js';

export interface SearchCounts {
  clips: number;
  /** clips that were compared or scored */
  scored: number;
  /** of near-duplicates, and the clips in them that are not their first */
  groups?: number;
  duplicates?: number;
}

/** What a search found, and in what. */
export interface Found {
  store: Store;
  model: ModelPlace;
  weightsHash: string;
  times: StageTimes;
  results: readonly QueryResult[];
  counts: SearchCounts;
  /** settings of this search alone */
  settings: Record<string, unknown>;
}
