import { Args } from '@oclif/core';
import { infoText, modelInfo, type ModelInfo } from '../../cli/models/model-info.js';
import { BaseCommand } from '../../cli/terminal/base-command.js';
import { linesFor } from '../../output/printable.js';

export default class ModelsInfo extends BaseCommand {
  static override description = 'Say what is known of a model: what it takes, was trained on and is for.';
  static override examples = ['<%= config.bin %> <%= command.id %> microsoft/xclip-base-patch16-zero-shot'];
  static override enableJsonFlag = true;
  static override args = {
    model: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'a Hub id, a folder or a bundled model',
    }),
  };

  async run(): Promise<ModelInfo> {
    const { args } = await this.parse(ModelsInfo);
    const info = await modelInfo(args.model);
    if (!this.jsonEnabled()) process.stdout.write(linesFor(process.stdout, infoText(info)));
    return info;
  }
}
