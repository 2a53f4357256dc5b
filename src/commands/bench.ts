import { Args } from '@oclif/core';
import type { BenchReport } from '../cli/bench/report.js';
import { benchFlags, resolveBenchRequest } from '../cli/bench/request.js';
import { runBench } from '../cli/bench/run.js';
import { benchTable } from '../cli/bench/table.js';
import { exitStatus } from '../cli/run/report.js';
import { BaseCommand } from '../cli/terminal/base-command.js';

export default class Bench extends BaseCommand {
  static override description =
    'Measure how fast this machine tags, stage by stage, with your model on your clips.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> --model tiny-shapes',
    '<%= config.bin %> <%= command.id %> ./videos --labels labels.txt --seconds 30',
    '<%= config.bin %> <%= command.id %> talk.mp4 --every 10 --clips 100 --json',
  ];

  static override usage = 'bench [PATH...] [FLAGS]';
  static override enableJsonFlag = true;
  static override strict = false;

  static override args = {
    path: Args.string({
      ignoreStdin: true,
      description: 'video files and folders (any number); clips that come along, if none',
    }),
  };

  static override flags = benchFlags;

  async run(): Promise<BenchReport> {
    const { argv, flags } = await this.parse(Bench);
    const request = await resolveBenchRequest(argv.map(String), flags);
    const { report, interrupted } = await runBench(request, this.context(flags));
    process.exitCode = exitStatus({ interrupted, drifted: false, failed: report.failed });
    if (!this.jsonEnabled()) process.stdout.write(benchTable(report));
    return report;
  }
}
