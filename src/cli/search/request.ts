import { UsageError } from '../../errors.js';
import { chooseFormat } from '../../output/formats/all-formats.js';
import type { Example } from '../../pipeline/search/read-example.js';
import { shortened } from '../../quoted.js';
import type { LabelText } from '../../xclip/text/average-features.js';
import { labelTexts } from '../flags/labels/label-texts.js';
import { promptTemplates } from '../flags/labels/prompts.js';
import { summaryInTheWay, withoutStdoutName } from '../flags/output.js';
import { parseNumber } from '../flags/parse-number.js';
import { checkOutput, refuseStoreAsOutput } from '../run/output-files.js';
import { ExistingOutputs } from '../run/protect-inputs.js';
import { examplesOf } from './examples.js';
import type { SearchFlags } from './flags.js';

/** What is searched for. */
export type Wanted =
  | { by: 'texts'; queries: string[]; prompts: LabelText[]; topK: number }
  | { by: 'examples'; queries: string[]; examples: Example[]; topK: number }
  | { by: 'duplicates'; queries: []; least: number; topK: number };

/** Everything that a search needs, checked as far as it can be without the store. */
export type SearchRequest = Awaited<ReturnType<typeof resolveSearchRequest>>;

const TOP_K = 10;
const LEAST_COSINE = '0.97';

/** @throws UsageError for what is wrong on the command line; XclipError for an output that cannot be written */
export async function resolveSearchRequest(
  [storePath, ...texts]: readonly string[],
  given: SearchFlags,
  { isTerminal, givenNames }: { isTerminal: boolean; givenNames: ReadonlySet<string> },
) {
  const flags = withoutStdoutName(given);
  if (storePath === undefined) {
    throw new UsageError('no store is named', { code: 'NO_STORE', hint: 'give one that xclip embed wrote' });
  }
  const wanted = wantedOf(texts, flags);
  refuseIdleFlags(wanted, givenNames);
  if (flags.json === true && flags.output === undefined) throw summaryInTheWay();
  const format = chooseFormat('hits', { name: flags.format, output: flags.output, isTerminal });
  const request = {
    flags,
    storePath,
    wanted,
    templates: promptTemplates(flags),
    format,
    text: format.text({
      isSafe: flags['csv-safe'],
      columns: process.stdout.columns,
      score: wanted.by === 'texts' ? 'logit' : 'cosine',
    }),
  };
  await refuseStoreAsOutput(storePath, flags.output);
  const examples = wanted.by === 'examples' ? wanted.examples.map(({ path }) => path) : [];
  await (await ExistingOutputs.of(flags.output)).refuse({ 'the store': [storePath], 'an example': examples });
  if (flags.output !== undefined) await checkOutput(flags.output, flags);
  return request;
}

function wantedOf(texts: readonly string[], flags: SearchFlags): Wanted {
  const { like, duplicates, least = LEAST_COSINE } = flags;
  const asked = [
    ...(texts.length > 0 ? ['a text'] : []),
    ...(like === undefined ? [] : ['--like']),
    ...(duplicates ? ['--duplicates'] : []),
  ];
  if (asked.length > 1) {
    throw new UsageError(`${asked.join(' and ')} are searches of their own, ranked by different numbers`, {
      code: 'CONTRADICTION',
      hint: 'search once for each',
    });
  }
  if (duplicates) {
    const cosine = parseNumber('least', least, { least: 0, most: 1, inclusive: false });
    return { by: 'duplicates', queries: [], least: cosine, topK: flags['top-k'] ?? Infinity };
  }
  const topK = flags['top-k'] ?? TOP_K;
  if (like !== undefined) return { by: 'examples', queries: like, examples: examplesOf(like), topK };
  const queries = checkQueries(texts);
  const prompts = labelTexts({ labels: queries }, promptTemplates(flags));
  return { by: 'texts', queries, prompts, topK };
}

/** Flags that only some searches know. */
const DECODING = ['decoder', 'ffmpeg', 'timeout', 'max-pixels', 'max-decoder-memory', 'allow-playlists'];
const ONLY_FOR: Readonly<Record<string, readonly Wanted['by'][]>> = {
  least: ['duplicates'],
  prompt: ['texts'],
  'prompt-set': ['texts'],
  shortlist: ['texts'],
  ...Object.fromEntries(DECODING.map((flag) => [flag, ['examples']])),
  model: ['texts', 'examples'],
  revision: ['texts', 'examples'],
};
const NAMES = { texts: 'a search by text', examples: '--like', duplicates: '--duplicates' } as const;

/** @throws UsageError CONTRADICTION naming a flag that could have no effect */
function refuseIdleFlags({ by }: Wanted, given: ReadonlySet<string>): void {
  const idle = Object.keys(ONLY_FOR).find(
    (flag) => given.has(flag) && ONLY_FOR[flag]?.includes(by) === false,
  );
  if (idle === undefined) return;
  throw new UsageError(`--${idle} means nothing for ${NAMES[by]}`, {
    code: 'CONTRADICTION',
    hint: 'leave it out',
  });
}

function checkQueries(texts: readonly string[]): string[] {
  const queries = texts.map((text) => text.trim());
  if (queries.length === 0 || queries.includes('')) {
    throw new UsageError(queries.length === 0 ? 'no query is given' : 'a query is empty', {
      code: 'NO_QUERY',
      hint: 'say what to look for after the store: xclip search STORE "a dog catching a frisbee", or --like a clip',
    });
  }
  const twice = queries.find((query, i) => queries.indexOf(query) < i);
  if (twice === undefined) return queries;
  throw new UsageError(`the query "${shortened(twice)}" stands twice`, {
    code: 'DUPLICATE_QUERY',
    hint: 'take one out',
  });
}
