import type { TextFeatures, XclipModel } from '../xclip/model.js';
import { printable } from './terminal/printable.js';

/** Names the labels that the model reads only the beginning of. */
export function warnTruncated(
  labels: readonly string[],
  { truncated }: TextFeatures,
  model: XclipModel,
  note: (line: string) => void,
): void {
  for (const place of truncated)
    note(printable(`${tooLong('label', labels[place] ?? '', model)}: its end is ignored`));
}

export function tooLong(what: string, text: string, { config }: XclipModel): string {
  return `the ${what} "${text}" is longer than the ${config.text.maxPositionEmbeddings} tokens that the model reads`;
}
