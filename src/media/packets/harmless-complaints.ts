const HARMLESS = [
  // Of the output's timestamps, which raw frames do not have: uneven frame rates alone cause it.
  /non monotonically increasing dts to muxer/,
  // Of what it was told to do: nothing is wrong with the video.
  /\b(?:AVOption|option)\b.*\b(?:not been used|not found|not used|deprecated|ignored)\b/i,
  /^(?:Unrecogni[sz]ed|Unused|Ignoring|Unknown) options?\b/i,
];

/** Whether what FFmpeg logs as an error is no sign of damage. */
export function isHarmless(complaint: string): boolean {
  return HARMLESS.some((pattern) => pattern.test(complaint));
}
