/** SubRip: the captions that every player knows, a habit more than a standard. */
import type { OutputFormat } from '../output-format.js';
import { onOneLine, timestamp, toCue } from './captions.js';

/** One numbered cue a clip, a line a label; a clip without labels has none. */
export const labelsSrt: OutputFormat<'labels'> = {
  name: 'srt',
  rows: 'labels',
  extensions: ['.srt'],
  isResumable: true,
  isOfOneVideo: true,
  text: () => {
    // Of one video, so it is counted from its beginning: a video is never resumed in its midst.
    let number = 0;
    return {
      header: '',
      toText: (record) => {
        const cue = toCue(record, escaped);
        if (cue === undefined) return '';
        number += 1;
        const { startMs, endMs, lines } = cue;
        return `${number}\n${timestamp(startMs, ',')} --> ${timestamp(endMs, ',')}\n${lines.join('\n')}\n\n`;
      },
    };
  },
};

/**
 * SubRip has no way to escape: what players take for markup (`<b>`, `{\an8}`), or for the times of a cue (`-->`), is
 * written with signs that look alike.
 */
function escaped(text: string): string {
  return onOneLine(text).replaceAll('<', '‹').replaceAll('>', '›').replaceAll('{\\', '{ \\');
}
