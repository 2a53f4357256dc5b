import { extname } from 'node:path';
import { UsageError } from '../../errors.js';
import { applyPrompt, checkPrompt } from '../flags/read-labels.js';
import { checkOutput } from '../run/output-files.js';
import type { SearchFormat } from './flags.js';
import { refuseStoreAsOutput } from '../tag/store-input.js';

/** The flags of `search`, as oclif hands them over. */
export interface SearchFlags {
  prompt: string;
  'top-k': number;
  shortlist?: number | undefined;
  model?: string | undefined;
  revision?: string | undefined;
  offline: boolean;
  output?: string | undefined;
  format?: SearchFormat | undefined;
  overwrite: boolean;
  'csv-safe': boolean;
  json?: boolean | undefined;
}

/** Everything that a search needs, checked as far as it can be without the store. */
export interface SearchRequest {
  flags: SearchFlags;
  storePath: string;
  /** as they were typed */
  queries: string[];
  /** the queries inside the prompt, as the model reads them */
  prompts: string[];
  format: SearchFormat;
}

/** @throws UsageError for what is wrong on the command line; XclipError for an output that cannot be written */
export async function resolveSearchRequest(
  [storePath, ...texts]: readonly string[],
  flags: SearchFlags,
  { isTerminal }: { isTerminal: boolean },
): Promise<SearchRequest> {
  if (storePath === undefined) {
    throw new UsageError('no store is named', { code: 'NO_STORE', hint: 'give one that xclip embed wrote' });
  }
  const queries = checkQueries(texts);
  if (flags.json === true && flags.output === undefined) {
    throw new UsageError('--json puts the summary on stdout, where the results would go', {
      code: 'CONTRADICTION',
      hint: 'send the results to a file with --output',
    });
  }
  const template = checkPrompt(flags.prompt);
  const request = {
    flags,
    storePath,
    queries,
    prompts: queries.map((query) => applyPrompt(template, query)),
    format: flags.format ?? formatFor(flags.output, isTerminal),
  };
  await refuseStoreAsOutput(storePath, flags.output);
  if (flags.output !== undefined) await checkOutput(flags.output, flags);
  return request;
}

/** By the output's extension, else a table for people and CSV for programs. */
function formatFor(output: string | undefined, isTerminal: boolean): SearchFormat {
  if (output === undefined) return isTerminal ? 'table' : 'csv';
  return ['.jsonl', '.ndjson'].includes(extname(output).toLowerCase()) ? 'jsonl' : 'csv';
}

function checkQueries(texts: readonly string[]): string[] {
  const queries = texts.map((text) => text.trim());
  if (queries.length === 0 || queries.includes('')) {
    throw new UsageError(queries.length === 0 ? 'no query is given' : 'a query is empty', {
      code: 'NO_QUERY',
      hint: 'say what to look for after the store: xclip search STORE "a dog catching a frisbee"',
    });
  }
  const twice = queries.find((query, i) => queries.indexOf(query) < i);
  if (twice === undefined) return queries;
  throw new UsageError(`the query "${twice}" stands twice`, {
    code: 'DUPLICATE_QUERY',
    hint: 'take one out',
  });
}
