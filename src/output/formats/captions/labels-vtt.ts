/** WebVTT (https://www.w3.org/TR/webvtt1/): captions that players and editors show along the video. */
import type { TagRecord } from '../../../pipeline/rank/rank.js';
import type { OutputFormat } from '../output-format.js';
import { onOneLine, timestamp, toCue } from './captions.js';

/** One cue a clip, a line a label; a clip without labels has none. */
export const labelsVtt: OutputFormat<'labels'> = {
  name: 'vtt',
  rows: 'labels',
  extensions: ['.vtt'],
  isResumable: true,
  isOfOneVideo: true,
  text: () => ({ header: 'WEBVTT\n', toText }),
};

function toText(record: TagRecord): string {
  const cue = toCue(record, escaped);
  if (cue === undefined) return '';
  const { startMs, endMs, lines } = cue;
  return `\n${timestamp(startMs, '.')} --> ${timestamp(endMs, '.')}\n${lines.join('\n')}\n`;
}

/** As cue text: no markup. `-->` cannot occur once `>` is escaped. */
function escaped(text: string): string {
  return onOneLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
