import { BaseCommand } from '../cli/terminal/base-command.js';

export default class Version extends BaseCommand {
  static override description = 'Print the version, and what it runs on.';

  async run(): Promise<void> {
    await this.parse(Version);
    process.stdout.write(`${this.config.userAgent}\n`);
  }
}
