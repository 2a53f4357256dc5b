import { Args } from '@oclif/core';
import { givenFlags } from '../cli/flags/given.js';
import { refuseStoreAsOutput } from '../cli/run/output-files.js';
import { type DryRunReport, dryRunText } from '../cli/run/dry-run.js';
import { exitStatus } from '../cli/run/report.js';
import type { RunOutcome } from '../cli/run/run.js';
import { tagFlags } from '../cli/tag/flags.js';
import { resolveTagRequest } from '../cli/tag/request.js';
import { runTag, type TagReport } from '../cli/tag/run.js';
import type { StoreTagReport } from '../cli/tag/run-store.js';
import { findStore, refuseVideoFlags } from '../cli/tag/store-input.js';
import { BaseCommand } from '../cli/terminal/base-command.js';

export default class Tag extends BaseCommand {
  static override description = 'Tag videos with the most fitting of your labels.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> ./videos --labels labels.txt',
    '<%= config.bin %> <%= command.id %> ./videos --labels labels.txt -o tags.csv --top-k 3',
    '<%= config.bin %> <%= command.id %> clip.mp4 --label "a dog running" --label "a cat sleeping" --format jsonl',
    '<%= config.bin %> <%= command.id %> ./clips --labels labels.txt --model tiny-shapes --check snapshot.csv',
    '<%= config.bin %> <%= command.id %> clips.parquet --labels new-labels.txt',
  ];

  static override usage = 'tag PATH... --labels FILE [-o FILE] [FLAGS]';
  static override enableJsonFlag = true;
  static override strict = false;

  static override args = {
    path: Args.string({
      ignoreStdin: true,
      description: 'video files and folders (any number), or one feature store',
    }),
  };

  static override flags = tagFlags;

  async run(): Promise<TagReport | StoreTagReport | DryRunReport | { videos: 0 }> {
    const outcome = await this.#tag();
    process.exitCode = exitStatus(outcome);
    const { report } = outcome;
    if ('dry_run' in report && !this.jsonEnabled()) process.stdout.write(dryRunText(report));
    return report;
  }

  async #tag(): Promise<RunOutcome<TagReport | StoreTagReport | DryRunReport | { videos: 0 }>> {
    const { argv, flags, metadata } = await this.parse(Tag);
    const paths = argv.map(String);
    const given = givenFlags(flags, metadata.flags);
    const context = this.context(flags);
    const store = await findStore(paths);
    if (store !== undefined) {
      refuseVideoFlags(store, given);
      await refuseStoreAsOutput(store, flags.output);
    }
    const request = await resolveTagRequest(paths, flags, {
      isTerminal: process.stdout.isTTY,
      ofStore: store !== undefined,
    });
    if (flags.watch !== undefined) {
      const { watchFolder } = await import('../cli/tag/watch.js');
      const last = await watchFolder(request, context);
      return last ?? { report: { videos: 0 }, interrupted: false, drifted: false, failed: 0 };
    }
    if (store === undefined) return runTag(request, context);
    // Loaded here and not above: tagging videos takes nothing from stores.
    const { runStoreTag } = await import('../cli/tag/run-store.js');
    const model = given.has('model') ? flags.model : undefined;
    return runStoreTag(store, request, { ...flags, model }, context);
  }
}
