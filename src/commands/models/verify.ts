import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/terminal/base-command.js';
import { checkDocumentExample, DOCUMENT_EXAMPLE } from '../../cli/models/document-example.js';
import { cacheFolder } from '../../cache/cache-folder.js';
import { createDownloadNotice } from '../../cli/terminal/download-notice.js';
import { checkResultText } from '../../cli/terminal/check-result-text.js';
import { modelFlags } from '../../cli/flags/model.js';
import { EXIT } from '../../errors.js';
import type { CheckResult } from '../../check-result.js';
import { resolveCheckpoint } from '../../hub/resolve-checkpoint.js';
import { openCheckpoint } from '../../xclip/checkpoint/open-checkpoint.js';
import { hashWeights } from '../../xclip/checkpoint/weights-hash.js';
import { verifyModel } from '../../xclip/verify/verify-model.js';

export default class ModelsVerify extends BaseCommand {
  static override description = 'Prove that a checkpoint computes what it should on this machine.';
  static override examples = ['<%= config.bin %> <%= command.id %> tiny-shapes', '<%= config.bin %> <%= command.id %> ./my-checkpoint'];
  static override enableJsonFlag = true;
  static override args = { model: Args.string({ ignoreStdin: true, required: true, description: 'a Hub id, a folder or a bundled model' }) };
  static override flags = { revision: modelFlags.revision, offline: modelFlags.offline };

  async run(): Promise<{ folder: string; weights_sha256: string; findings: CheckResult[] }> {
    const { args, flags } = await this.parse(ModelsVerify);
    const notices = createDownloadNotice((line) => this.note(line));
    const { folder } = await resolveCheckpoint({ model: args.model, ...flags, ...notices });
    const hash = await hashWeights(openCheckpoint(folder).files);
    const int8 = { cacheFolder: cacheFolder(), onNotice: notices.onNotice };
    const results: CheckResult[] = [];
    const tell = (result: CheckResult): void => {
      results.push(result);
      if (!this.jsonEnabled()) process.stdout.write(checkResultText(result, process.stdout.columns));
    };
    for await (const result of verifyModel(folder, hash, int8)) tell(result);
    if (args.model === DOCUMENT_EXAMPLE.model) tell(await checkDocumentExample(folder, flags));
    if (results.some(({ status }) => status === 'fail')) process.exitCode = EXIT.failed;
    return { folder, weights_sha256: hash, findings: results };
  }
}
