import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/terminal/base-command.js';
import { createDownloadNotice } from '../../cli/terminal/download-notice.js';
import { linesFor } from '../../output/printable.js';
import { modelFlags } from '../../cli/flags/model.js';
import { resolveCheckpoint, type ResolvedCheckpoint } from '../../hub/resolve-checkpoint.js';
import { UsageError } from '../../errors.js';

export default class ModelsPull extends BaseCommand {
  static override description =
    'Download models, or bring cached ones up to date, and print their folders, a line each.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> microsoft/xclip-base-patch16-zero-shot',
    '<%= config.bin %> <%= command.id %> microsoft/xclip-base-patch32 microsoft/xclip-large-patch14',
  ];
  static override usage = 'models pull ID... [--revision NAME]';
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = {
    id: Args.string({ ignoreStdin: true, required: true, description: 'Hub ids (any number)' }),
  };
  static override flags = { revision: modelFlags.revision };

  /** One model's checkpoint, or a list of several: what the JSON was before there could be several. */
  async run(): Promise<ResolvedCheckpoint | ResolvedCheckpoint[]> {
    const { argv, flags } = await this.parse(ModelsPull);
    const ids = [...new Set(argv.map(String))];
    if (flags.revision !== undefined && ids.length > 1)
      throw new UsageError('--revision is of one model, and several are named', {
        code: 'CONTRADICTION',
        hint: 'pull them one by one',
      });
    const checkpoints: ResolvedCheckpoint[] = [];
    for (const model of ids) {
      const checkpoint = await resolveCheckpoint({
        model,
        revision: flags.revision,
        refresh: true,
        ...createDownloadNotice((line) => this.note(line)),
      });
      // Of what came before a failure the folder is known.
      if (!this.jsonEnabled()) process.stdout.write(linesFor(process.stdout, `${checkpoint.folder}\n`));
      checkpoints.push(checkpoint);
    }
    const [first, ...others] = checkpoints;
    return first === undefined || others.length > 0 ? checkpoints : first;
  }
}
