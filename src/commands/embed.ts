import { Args } from '@oclif/core';
import { embedFlags } from '../cli/embed/flags.js';
import { resolveEmbedRequest } from '../cli/embed/request.js';
import { runEmbed, type EmbedReport } from '../cli/embed/run.js';
import { type DryRunReport, dryRunText } from '../cli/run/dry-run.js';
import { exitStatus } from '../cli/run/report.js';
import { BaseCommand } from '../cli/terminal/base-command.js';

export default class Embed extends BaseCommand {
  static override description =
    'Write what the model sees of each clip, to compare, to search, or to tag later without the videos.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> ./videos -o clips.parquet',
    '<%= config.bin %> <%= command.id %> ./videos -o clips.npy --normalize',
    '<%= config.bin %> <%= command.id %> clip.mp4 --model tiny-shapes',
  ];

  static override usage = 'embed PATH... -o FILE [FLAGS]';
  static override enableJsonFlag = true;
  static override strict = false;

  static override args = {
    path: Args.string({ ignoreStdin: true, description: 'video files and folders (any number)' }),
  };

  static override flags = embedFlags;

  async run(): Promise<EmbedReport | DryRunReport> {
    const { argv, flags } = await this.parse(Embed);
    const request = await resolveEmbedRequest(argv.map(String), flags);
    const outcome = await runEmbed(request, this.context(flags));
    process.exitCode = exitStatus(outcome);
    const { report } = outcome;
    if ('dry_run' in report && !this.jsonEnabled()) process.stdout.write(dryRunText(report));
    return report;
  }
}
