import { LEAST_SCORE } from '../pipeline/rank/score-rules.js';
import type { RankStreamOptions } from '../pipeline/rank/merge-segments.js';
import type { XclipModel } from '../xclip/model.js';
import type { TagRequest } from './tag/request.js';

/** How a run makes records of logits; under --check with all labels, so that one below the cut can be compared. */
export function rankOptions(request: TagRequest, model: XclipModel): RankStreamOptions {
  const { check, flags, labels, sets, scores, threshold } = request;
  return {
    labels,
    sets,
    merge: flags.merge,
    scoring: { scores, logitScale: model.logitScale },
    ...(check === undefined
      ? { topK: flags['top-k'], threshold }
      : { topK: labels.length, threshold: LEAST_SCORE[scores] }),
  };
}
