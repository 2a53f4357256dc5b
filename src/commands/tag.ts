import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { exitStatus, type RunReport } from '../cli/run-report.js';
import {
  checkFlags,
  engineFlags,
  labelFlags,
  modelFlags,
  outputFlags,
  samplingFlags,
  walkFlags,
} from '../cli/tag-flags.js';
import { resolveTagRequest } from '../cli/tag-request.js';
import { runTag } from '../cli/tag-run.js';

export default class Tag extends BaseCommand {
  static override description = 'Tag videos with the most fitting of your labels.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> ./videos --labels labels.txt',
    '<%= config.bin %> <%= command.id %> ./videos --labels labels.txt -o tags.csv --top-k 3',
    '<%= config.bin %> <%= command.id %> clip.mp4 --label "a dog running" --label "a cat sleeping" --format jsonl',
    '<%= config.bin %> <%= command.id %> ./clips --labels labels.txt --model tiny-shapes --check snapshot.csv',
  ];

  static override enableJsonFlag = true;
  static override strict = false;

  static override args = {
    path: Args.string({ description: 'video files and folders (any number)' }),
  };

  static override flags = {
    ...labelFlags,
    ...modelFlags,
    ...outputFlags,
    ...samplingFlags,
    ...walkFlags,
    ...engineFlags,
    ...checkFlags,
  };

  async run(): Promise<RunReport> {
    const { argv, flags } = await this.parse(Tag);
    const request = await resolveTagRequest(argv.map(String), flags, { isTerminal: process.stdout.isTTY });
    const outcome = await runTag(request, {
      note: (line) => this.note(line),
      version: this.config.version,
    });
    process.exitCode = exitStatus(outcome);
    return outcome.report;
  }
}
