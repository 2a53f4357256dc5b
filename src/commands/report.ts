import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/terminal/base-command.js';
import { reportFlags } from '../cli/report/flags.js';
import { resolveReportRequest } from '../cli/report/request.js';
import { runReport, type ReportSummary } from '../cli/report/run.js';

export default class Report extends BaseCommand {
  static override description = 'Make one page of results, to look at in a browser without a network.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> tags.jsonl -o report.html',
    '<%= config.bin %> <%= command.id %> tags.csv eval.json -o report.html --no-frames',
  ];

  static override usage = 'report RESULTS... -o FILE.html [FLAGS]';
  static override enableJsonFlag = true;
  static override strict = false;

  static override args = {
    results: Args.string({
      ignoreStdin: true,
      description: 'what xclip tag wrote (JSONL, CSV, Parquet), or xclip eval (JSON); any number',
    }),
  };

  static override flags = reportFlags;

  async run(): Promise<ReportSummary> {
    const { argv, flags } = await this.parse(Report);
    const request = await resolveReportRequest(argv.map(String), flags);
    return runReport(request, this.context(flags));
  }
}
