import { Args, loadHelpClass } from '@oclif/core';
import { BaseCommand } from '../cli/terminal/base-command.js';

export default class HelpCommand extends BaseCommand {
  static override description = 'Show what a command does and takes.';
  static override examples = ['<%= config.bin %> <%= command.id %> tag'];
  static override strict = false;
  static override args = {
    command: Args.string({ ignoreStdin: true, description: 'a command; all of them, if none' }),
  };

  async run(): Promise<void> {
    const { argv } = await this.parse(HelpCommand);
    const Help = await loadHelpClass(this.config);
    await new Help(this.config, this.config.pjson.oclif.helpOptions).showHelp(argv.map(String));
  }
}
