import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeFfmpeg, FFMPEG } from '../pool-fixture.js';

/** The real ffmpeg's frames, as if a device had given them. */
export const WORKS = `'${FFMPEG}' "$@"; status=$?; say_device; exit $status`;

/** Only so many frames, and no complaint. */
export const gives = (frameCount: number): string => `first ${frameCount} "$@"`;

/** The device is found to decode the video, and then does what a script says. */
export const thenFails = (how: string): string => `case "$*" in *level+debug*) ${WORKS};; *) ${how};; esac`;

/**
 * An ffmpeg with one device, "vulkan", which is not there: what it is asked to decode on it, a real ffmpeg decodes in
 * software. Proves which arguments are passed, and what becomes of a device's faults; not that a device gives the frames.
 */
export function deviceStandIn(onDevice = WORKS): {
  path: string;
  /** The arguments of each run, and the filters that were given to it through stdin. */
  runs: () => string[][];
  filters: () => string[];
} {
  const { path, folder } = fakeFfmpeg(`
{ printf '%s\\n' "$@"; echo; } >>runs
case "$*" in *pipe:0*) cat >script; { cat script; echo; } >>filters; exec <script;; esac
say_device() { echo '[x @ 0x1] [debug] Format vulkan chosen by get_format().' >&2; }
first() {
  most=$1; shift; n=$#; before=
  while [ $n -gt 0 ]; do
    word=$1; shift; n=$((n - 1))
    [ "$before" = -frames:v ] && word=$most
    before=$word; set -- "$@" "$word"
  done
  '${FFMPEG}' "$@"
}
device= n=$#
while [ $n -gt 0 ]; do
  word=$1; shift; n=$((n - 1))
  case $word in
    -hwaccels) printf 'Hardware acceleration methods:\\nvulkan\\n\\n'; exit 0;;
    -init_hw_device) shift; n=$((n - 1));;
    -hwaccel) device=$1; shift; n=$((n - 1));;
    *) set -- "$@" "$word";;
  esac
done
[ -z "$device" ] && exec '${FFMPEG}' "$@"
${onDevice}`);
  return {
    path,
    runs: () =>
      readFileSync(join(folder, 'runs'), 'utf8')
        .split('\n\n')
        .filter((run) => run !== '')
        .map((run) => run.split('\n')),
    filters: () => readFileSync(join(folder, 'filters'), 'utf8').trim().split('\n'),
  };
}
