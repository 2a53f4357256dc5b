import { AV_LOG_ERROR } from 'node-av/constants';
import { Log } from 'node-av/lib';
import { isHarmless } from '../packets/harmless-complaints.js';

/** Enough to say what is wrong. */
const MOST_COMPLAINTS = 20;

let current: string[] = [];

Log.setLevel(AV_LOG_ERROR);
Log.setCallback(
  (_level, message) => {
    const complaint = message.trim();
    if (complaint === '' || isHarmless(complaint)) return;
    if (current.length < MOST_COMPLAINTS) current.push(complaint);
  },
  // Without it, warnings come too.
  { maxLevel: AV_LOG_ERROR },
);

/**
 * What FFmpeg's libraries log as errors from now on: the only sign of most damage, since decoders conceal it. The list
 * grows as messages come; it is complete after `eventLoopTurn`.
 */
export async function collectComplaints(): Promise<readonly string[]> {
  await eventLoopTurn();
  current = [];
  return current;
}

/** Lets messages in: FFmpeg's log, and the pool's disconnect. One turn may end before what waits has been looked at. */
export async function eventLoopTurn(): Promise<void> {
  for (let i = 0; i < 2; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}
