import { Args } from '@oclif/core';
import { removeModels, type RemovedModel } from '../../cli/models/remove-model.js';
import { BaseCommand } from '../../cli/terminal/base-command.js';
import { bytesText } from '../../cli/terminal/bytes-text.js';

export default class ModelsRm extends BaseCommand {
  static override description =
    'Remove models from the Hub cache, which Python programs share: all their revisions. They can be downloaded again.';
  static override examples = ['<%= config.bin %> <%= command.id %> microsoft/xclip-large-patch14'];
  static override usage = 'models rm ID...';
  static override enableJsonFlag = true;
  static override strict = false;
  static override args = {
    id: Args.string({ ignoreStdin: true, required: true, description: 'Hub ids (any number)' }),
  };

  async run(): Promise<RemovedModel[]> {
    const { argv } = await this.parse(ModelsRm);
    const removed = await removeModels(argv.map(String));
    for (const { id, bytes } of removed) this.note(`removed ${id}, ${bytesText(bytes)}`);
    return removed;
  }
}
