import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { examine } from '../cli/doctor/examine.js';
import { findingText } from '../cli/finding-text.js';
import { engineFlags } from '../cli/tag-flags.js';
import { EXIT } from '../errors.js';
import type { Finding } from '../finding.js';

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

  async run(): Promise<{ findings: Finding[] }> {
    const { flags } = await this.parse(Doctor);
    const { engines } = this.config.pjson as { engines?: { node?: string } };
    const findings: Finding[] = [];
    const examination = examine({
      version: this.config.version,
      nodeWanted: engines?.node ?? '',
      offline: flags.offline,
      ffmpegPath: flags.ffmpeg,
      env: process.env,
    });
    for await (const finding of examination) {
      findings.push(finding);
      if (!this.jsonEnabled()) process.stdout.write(findingText(finding, process.stdout.columns));
    }
    if (findings.some(({ status }) => status === 'fail')) process.exitCode = EXIT.failed;
    setTimeout(() => process.exit(), PATIENCE_MS).unref();
    return { findings };
  }
}
