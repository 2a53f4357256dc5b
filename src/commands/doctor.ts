import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/terminal/base-command.js';
import { examine } from '../cli/doctor/examine.js';
import { checkResultText } from '../cli/terminal/check-result-text.js';
import { engineFlags } from '../cli/flags/engine.js';
import { EXIT } from '../errors.js';
import type { CheckResult } from '../check-result.js';

/** What did not answer in time (a driver, a disk that is gone) is left behind, and not waited for. */
const PATIENCE_MS = 1000;

export default class Doctor extends BaseCommand {
  static override description = 'Tell what this machine can run, and what to do about what it cannot.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --offline --json',
  ];
  static override enableJsonFlag = true;
  static override flags = {
    offline: Flags.boolean({ description: 'do not ask the Hub' }),
    ffmpeg: engineFlags.ffmpeg,
  };

  async run(): Promise<{ findings: CheckResult[] }> {
    const { flags } = await this.parse(Doctor);
    const { engines } = this.config.pjson as { engines?: { node?: string } };
    const results: CheckResult[] = [];
    const examination = examine({
      version: this.config.version,
      nodeWanted: engines?.node ?? '',
      offline: flags.offline,
      ffmpegPath: flags.ffmpeg,
      env: process.env,
    });
    for await (const result of examination) {
      results.push(result);
      if (!this.jsonEnabled()) process.stdout.write(checkResultText(result, process.stdout.columns));
    }
    if (results.some(({ status }) => status === 'fail')) process.exitCode = EXIT.failed;
    setTimeout(() => process.exit(), PATIENCE_MS).unref();
    return { findings: results };
  }
}
