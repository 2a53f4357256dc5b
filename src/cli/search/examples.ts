import { existsSync } from 'node:fs';
import { UsageError } from '../../errors.js';
import type { Example } from '../../pipeline/search/read-example.js';
import { shortened } from '../../quoted.js';

const MOMENT = /^(.+)#(\d+(?:\.\d+)?)$/s;

/**
 * The examples of `--like FILE[#SECONDS]`. A file may have a # in its name: what is there as it is typed is taken so.
 * @throws UsageError NO_QUERY, DUPLICATE_QUERY
 */
export function examplesOf(values: readonly string[]): Example[] {
  const twice = values.find((value, i) => values.indexOf(value) < i);
  if (values.includes('') || twice !== undefined) {
    throw new UsageError(
      twice === undefined ? 'an example is empty' : `--like ${shortened(twice)} stands twice`,
      {
        code: twice === undefined ? 'NO_QUERY' : 'DUPLICATE_QUERY',
        hint: twice === undefined ? 'name a video, as in --like clip.mp4#20' : 'take one out',
      },
    );
  }
  return values.map((value) => {
    const [, path, seconds] = (existsSync(value) ? null : MOMENT.exec(value)) ?? [];
    if (path === undefined || seconds === undefined) return { path: value, startSeconds: undefined };
    return { path, startSeconds: Number(seconds) };
  });
}
