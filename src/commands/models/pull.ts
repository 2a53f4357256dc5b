import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/terminal/base-command.js';
import { createDownloadNotice } from '../../cli/terminal/download-notice.js';
import { linesFor } from '../../output/printable.js';
import { modelFlags } from '../../cli/flags/model.js';
import { resolveCheckpoint, type ResolvedCheckpoint } from '../../hub/resolve-checkpoint.js';

export default class ModelsPull extends BaseCommand {
  static override description = 'Download a model, or bring a cached one up to date, and print its folder.';
  static override examples = ['<%= config.bin %> <%= command.id %> microsoft/xclip-base-patch16-zero-shot'];
  static override enableJsonFlag = true;
  static override args = { id: Args.string({ ignoreStdin: true, required: true, description: 'a Hub id' }) };
  static override flags = { revision: modelFlags.revision };

  async run(): Promise<ResolvedCheckpoint> {
    const { args, flags } = await this.parse(ModelsPull);
    const checkpoint = await resolveCheckpoint({
      model: args.id,
      revision: flags.revision,
      refresh: true,
      ...createDownloadNotice((line) => this.note(line)),
    });
    if (!this.jsonEnabled()) process.stdout.write(linesFor(process.stdout, `${checkpoint.folder}\n`));
    return checkpoint;
  }
}
