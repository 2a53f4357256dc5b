import { UsageError } from '../../errors.js';
import { chooseFormat } from '../../output/formats/all-formats.js';
import { summaryInTheWay, withoutStdoutName } from '../flags/output.js';
import { applyPrompt, checkPrompt } from '../flags/read-labels.js';
import { checkOutput, refuseStoreAsOutput } from '../run/output-files.js';
import { ExistingOutputs } from '../run/protect-inputs.js';
import type { SearchFlags } from './flags.js';

/** Everything that a search needs, checked as far as it can be without the store. */
export type SearchRequest = Awaited<ReturnType<typeof resolveSearchRequest>>;

/** @throws UsageError for what is wrong on the command line; XclipError for an output that cannot be written */
export async function resolveSearchRequest(
  [storePath, ...texts]: readonly string[],
  given: SearchFlags,
  { isTerminal }: { isTerminal: boolean },
) {
  const flags = withoutStdoutName(given);
  if (storePath === undefined) {
    throw new UsageError('no store is named', { code: 'NO_STORE', hint: 'give one that xclip embed wrote' });
  }
  const queries = checkQueries(texts);
  if (flags.json === true && flags.output === undefined) throw summaryInTheWay();
  const format = chooseFormat('hits', { name: flags.format, output: flags.output, isTerminal });
  const template = checkPrompt(flags.prompt);
  const request = {
    flags,
    storePath,
    queries,
    prompts: queries.map((query) => applyPrompt(template, query)),
    format,
    text: format.text({ isSafe: flags['csv-safe'], columns: process.stdout.columns }),
  };
  await refuseStoreAsOutput(storePath, flags.output);
  await (await ExistingOutputs.of(flags.output)).refuse({ 'the store': [storePath] });
  if (flags.output !== undefined) await checkOutput(flags.output, flags);
  return request;
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
