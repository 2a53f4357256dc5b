import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/terminal/base-command.js';
import { resumeFlags } from '../cli/flags/resume.js';
import { exitStatus, type RunReport } from '../cli/run/report.js';
import {
  checkFlags,
  engineFlags,
  labelFlags,
  modelFlags,
  outputFlags,
  samplingFlags,
  walkFlags,
} from '../cli/tag-flags.js';
import { mergeFlags, windowFlags } from '../cli/flags/windows.js';
import { findStore, givenFlags, refuseStoreAsOutput, refuseVideoFlags } from '../cli/tag/store-input.js';
import type { StoreTagOutcome, StoreTagReport } from '../cli/tag/run-store.js';
import { resolveTagRequest } from '../cli/tag/request.js';
import { runTag, type TagOutcome } from '../cli/tag/run.js';

export default class Tag extends BaseCommand {
  static override description = 'Tag videos with the most fitting of your labels.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> ./videos --labels labels.txt',
    '<%= config.bin %> <%= command.id %> ./videos --labels labels.txt -o tags.csv --top-k 3',
    '<%= config.bin %> <%= command.id %> clip.mp4 --label "a dog running" --label "a cat sleeping" --format jsonl',
    '<%= config.bin %> <%= command.id %> ./clips --labels labels.txt --model tiny-shapes --check snapshot.csv',
    '<%= config.bin %> <%= command.id %> clips.parquet --labels new-labels.txt',
  ];

  static override enableJsonFlag = true;
  static override strict = false;

  static override args = {
    path: Args.string({ description: 'video files and folders (any number), or one feature store' }),
  };

  static override flags = {
    ...labelFlags,
    ...modelFlags,
    ...outputFlags,
    ...resumeFlags,
    ...samplingFlags,
    ...windowFlags,
    ...mergeFlags,
    ...walkFlags,
    ...engineFlags,
    ...checkFlags,
  };

  async run(): Promise<RunReport | StoreTagReport> {
    const outcome = await this.#tag();
    process.exitCode = exitStatus(outcome);
    return outcome.report;
  }

  async #tag(): Promise<TagOutcome | StoreTagOutcome> {
    const { argv, flags, metadata } = await this.parse(Tag);
    const paths = argv.map(String);
    const given = givenFlags(flags, metadata.flags);
    const context = { note: (line: string) => this.note(line), version: this.config.version };
    const store = await findStore(paths);
    if (store !== undefined) {
      refuseVideoFlags(store, given);
      await refuseStoreAsOutput(store, flags.output);
    }
    const request = await resolveTagRequest(paths, flags, { isTerminal: process.stdout.isTTY });
    if (store === undefined) return runTag(request, context);
    // Loaded here and not above: tagging videos takes nothing from stores.
    const { runStoreTag } = await import('../cli/tag/run-store.js');
    const model = given.has('model') ? flags.model : undefined;
    return runStoreTag(store, request, { ...flags, model }, context);
  }
}
