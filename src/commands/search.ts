import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/terminal/base-command.js';
import { givenFlags } from '../cli/flags/given.js';
import { exitStatus } from '../cli/run/report.js';
import { searchFlags } from '../cli/search/flags.js';
import { resolveSearchRequest } from '../cli/search/request.js';
import { runSearch, type SearchReport } from '../cli/search/run.js';

export default class Search extends BaseCommand {
  static override description =
    "Find a store's clips by a text, ranked by the model's own score, by an example, or those that are nearly the same.";

  static override examples = [
    '<%= config.bin %> <%= command.id %> clips.parquet "a dog catching a frisbee"',
    '<%= config.bin %> <%= command.id %> clips.parquet "a goal" "a foul" --top-k 50 -o found.csv',
    '<%= config.bin %> <%= command.id %> clips.parquet --like goal.mp4 --like "match.mp4#1830"',
    '<%= config.bin %> <%= command.id %> clips.parquet --duplicates --least 0.99 -o doubles.csv',
  ];

  static override usage = 'search STORE QUERY...|--like FILE|--duplicates [-o FILE] [FLAGS]';
  static override enableJsonFlag = true;
  static override strict = false;

  static override args = {
    store: Args.string({ ignoreStdin: true, description: 'a Parquet store that xclip embed wrote' }),
    query: Args.string({ ignoreStdin: true, description: 'what to look for (any number)' }),
  };

  static override flags = searchFlags;

  async run(): Promise<SearchReport> {
    const { argv, flags, metadata } = await this.parse(Search);
    const request = await resolveSearchRequest(argv.map(String), flags, {
      isTerminal: process.stdout.isTTY,
      givenNames: givenFlags(flags, metadata.flags),
    });
    const outcome = await runSearch(request, this.context(flags));
    process.exitCode = exitStatus({ ...outcome, interrupted: false, drifted: false });
    return outcome.report;
  }
}
