import { stat } from 'node:fs/promises';
import { dirname, extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError, XclipError } from '../../errors.js';
import { checkOutput, errorsFileOf, runFileOf } from '../run/output-files.js';
import { ExistingOutputs } from '../run/protect-inputs.js';
import type { ReportFlags } from './flags.js';

/** Everything that a report needs, checked as far as it can be before results are read. */
export interface ReportRequest {
  flags: ReportFlags;
  results: readonly string[];
  output: string;
  existing: ExistingOutputs;
  /** absolute */
  root: string;
  /** what leads from the page to the root, with a slash at its end */
  rootUrl: string;
}

const PAGE_EXTENSIONS = ['.html', '.htm'];

/** @throws UsageError for what is wrong on the command line; XclipError for an output that cannot be written */
export async function resolveReportRequest(
  results: readonly string[],
  flags: ReportFlags,
): Promise<ReportRequest> {
  const { output } = flags;
  if (results.length === 0) {
    throw new UsageError('no results are named', {
      code: 'NO_RESULTS',
      hint: 'give what xclip tag -o wrote: xclip report tags.jsonl -o report.html',
    });
  }
  const twice = results.find((path, i) => results.findIndex((other) => resolve(other) === resolve(path)) < i);
  if (twice !== undefined) {
    throw new UsageError(`${twice} is named twice`, { code: 'CONTRADICTION', hint: 'leave one of them out' });
  }
  if (output === undefined) {
    throw new UsageError('the page has no name', { code: 'NO_OUTPUT', hint: 'add -o report.html' });
  }
  if (!PAGE_EXTENSIONS.includes(extname(output).toLowerCase())) {
    throw new UsageError(`${output} is no name of a page`, {
      code: 'UNKNOWN_FORMAT',
      hint: 'end it in .html',
    });
  }
  const root = resolve(flags.root ?? '.');
  await requireFolder(root, flags.root);
  const existing = await ExistingOutputs.of(output);
  await existing.refuse({
    'the results': results,
    "a run's errors file": results.map(errorsFileOf),
    "a run's account": results.map(runFileOf),
  });
  await checkOutput(output, flags);
  return { flags, results, output, existing, root, rootUrl: rootUrlOf(root, output) };
}

async function requireFolder(root: string, named: string | undefined): Promise<void> {
  if (named === undefined || (await stat(root).catch(() => undefined))?.isDirectory() === true) return;
  throw new XclipError(`--root ${named} is no folder`, { code: 'NO_SUCH_PATH', hint: 'check the path' });
}

/** Relative, so that a page that is moved along with its videos still finds them; absolute on another drive. */
function rootUrlOf(root: string, output: string): string {
  const way = relative(dirname(resolve(output)), root);
  if (isAbsolute(way)) return `${pathToFileURL(root).href}/`;
  return way === '' ? './' : `${way.split(sep).map(encodeURIComponent).join('/')}/`;
}
