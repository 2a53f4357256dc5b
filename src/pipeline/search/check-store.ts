/** Whether a store can be scored, and by this model. */
import { XclipError } from '../../errors.js';
import type { Store } from '../../store/store-reader.js';

/** @throws XclipError STORE_EMPTY */
export function requireClips({ path, clipCount }: Store): void {
  if (clipCount > 0) return;
  throw new XclipError(`${path} holds no clips`, {
    code: 'STORE_EMPTY',
    hint: 'embed videos into it with: xclip embed',
  });
}

/** @throws XclipError STORE_EMPTY, STORE_WITHOUT_CONTEXT */
export function requireScorable(store: Store): void {
  requireClips(store);
  const { path, description } = store;
  if (description.context === undefined) {
    throw new XclipError(`${path} holds no visual context, which the model's score needs`, {
      code: 'STORE_WITHOUT_CONTEXT',
      hint: 'embed the videos again, without --no-context',
    });
  }
}

/**
 * @param id of the model that is to score, for the message
 * @throws XclipError STORE_OF_ANOTHER_MODEL
 */
export function requireSameModel({ path, description }: Store, id: string, weightsHash: string): void {
  const made = description.model;
  if (made.weightsSha256 === weightsHash) return;
  throw new XclipError(
    `${path} was made by ${made.id} (weights ${brief(made.weightsSha256)}), not by ${id} (weights ${brief(weightsHash)})`,
    {
      code: 'STORE_OF_ANOTHER_MODEL',
      hint: 'give the model that made it to --model, or embed the videos again',
    },
  );
}

function brief(hash: string): string {
  return hash.slice(0, 12);
}
