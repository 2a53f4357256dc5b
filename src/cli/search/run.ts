import type { RunContext } from '../terminal/context.js';
import { noteLast } from '../run/notes.js';
import { openOutput } from '../run/open-output.js';
import { hasCompanions, writeRunFile } from '../run/output-files.js';
import { describeRun, describeSource, RunClock, type RunReport, type StoreReport } from '../run/report.js';
import { searchDuplicates } from './by-duplicates.js';
import { searchByExample } from './by-example.js';
import { searchByText } from './by-text.js';
import type { Found, SearchCounts } from './found.js';
import type { SearchRequest } from './request.js';

export type SearchReport = RunReport<SearchCounts> & { store: StoreReport; queries: readonly string[] };

export interface SearchOutcome {
  report: SearchReport;
  failed: number;
}

/** Runs `search` from the store to the report. */
export async function runSearch(request: SearchRequest, context: RunContext): Promise<SearchOutcome> {
  const clock = new RunClock();
  let outcome: SearchOutcome | undefined;
  const use = async (found: Found): Promise<void> => {
    await writeHits(found, request, context);
    found.times.add('total', clock.elapsedMs());
    const report = describeSearch(found, request, context, clock);
    const { output } = request.flags;
    if (hasCompanions(output)) await writeRunFile(output, report);
    noteLast(searchLine(report, output), context);
    outcome = { report, failed: found.store.isWhole ? 0 : 1 };
  };
  await search(request, context, use);
  if (outcome === undefined) throw new TypeError('a search ended without an answer');
  return outcome;
}

function search(
  request: SearchRequest,
  context: RunContext,
  use: (found: Found) => Promise<void>,
): Promise<void> {
  const { wanted } = request;
  switch (wanted.by) {
    case 'texts':
      return searchByText(wanted, request, context, use);
    case 'examples':
      return searchByExample(wanted, request, context, use);
    case 'duplicates':
      return searchDuplicates(wanted, request, context, use);
  }
}

async function writeHits(
  { results, weightsHash, model }: Found,
  request: SearchRequest,
  { note }: RunContext,
): Promise<void> {
  const output = await openOutput(
    { files: undefined, previous: undefined },
    { ...request, output: request.flags.output },
    {
      settings: {},
      hashWeights: () => Promise.resolve(weightsHash),
      modelFolder: model.folder,
      description: undefined,
      note,
    },
  );
  try {
    for (const result of results) await output.take(result);
  } finally {
    await output.close();
  }
}

function describeSearch(
  { store, model, weightsHash, times, counts, settings }: Found,
  { flags, wanted, format }: SearchRequest,
  { version }: RunContext,
  clock: RunClock,
): SearchReport {
  const end = {
    version,
    weightsHash,
    counts,
    seconds: times.toSeconds(),
    startedAt: clock.startedAt,
    interrupted: false,
  };
  const all = {
    ...flags,
    ...settings,
    model: model.id,
    'top-k': Number.isFinite(wanted.topK) ? wanted.topK : null,
    format: format.name,
  };
  return { ...describeRun(end, model, all), store: describeSource(store), queries: wanted.queries };
}

/** `2 queries over 1000 clips → found.csv, 0.4 s` */
function searchLine({ queries, counts, seconds }: SearchReport, output: string | undefined): string {
  const { clips, groups, duplicates = 0 } = counts;
  const asked =
    groups === undefined
      ? `${queries.length} ${queries.length === 1 ? 'query' : 'queries'}`
      : `${groups} ${groups === 1 ? 'group' : 'groups'} with ${duplicates} near-duplicates`;
  const where = output === undefined ? '' : ` → ${output}`;
  return `${asked} over ${clips} clips${where}, ${(seconds.total ?? 0).toFixed(1)} s`;
}
