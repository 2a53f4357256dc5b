import { planFrame, type FramePlan, type PixelSize } from '../../image/frame-geometry.js';
import { displayTurn, NO_TURN, type DisplayTurn } from '../packets/display-turn.js';
import type { StreamFacts } from '../packets/packet-list.js';
import type { ClipGeometry } from '../types.js';

/** A geometry worked out for the frames of one video. */
export interface StreamPlan extends FramePlan {
  turn: DisplayTurn;
  /** What to say where the container asks for what cannot be done. */
  notes: readonly string[];
}

export function planStream(stream: StreamFacts, geometry: ClipGeometry): StreamPlan {
  const { turn, notes } = turnFor(stream, geometry.rotate ?? false);
  return { ...planFrame(turnedSize(stream, turn), geometry), turn, notes };
}

function turnFor(
  { displayMatrix }: StreamFacts,
  rotate: boolean,
): { turn: DisplayTurn; notes: readonly string[] } {
  if (!rotate || displayMatrix === undefined) return { turn: NO_TURN, notes: [] };
  const turn = displayTurn(displayMatrix);
  if (turn !== undefined) return { turn, notes: [] };
  return { turn: NO_TURN, notes: ['not turned: its display matrix is no quarter turn'] };
}

function turnedSize({ widthPixels, heightPixels }: StreamFacts, { swapsSides }: DisplayTurn): PixelSize {
  return swapsSides
    ? { widthPixels: heightPixels, heightPixels: widthPixels }
    : { widthPixels, heightPixels };
}
