import { Args } from '@oclif/core';
import { evalFlags } from '../cli/eval/flags.js';
import { evaluationJsonOf } from '../cli/eval/publish.js';
import { resolveEvalRequest } from '../cli/eval/request.js';
import { runEval } from '../cli/eval/run.js';
import { runResultsEval } from '../cli/eval/run-results.js';
import { givenFlags } from '../cli/flags/given.js';
import { exitStatus } from '../cli/run/report.js';
import { BaseCommand } from '../cli/terminal/base-command.js';

export default class Eval extends BaseCommand {
  static override description =
    'Measure how often the right label comes first, on videos whose labels are known.';

  static override examples = [
    '<%= config.bin %> <%= command.id %> manifest.csv',
    '<%= config.bin %> <%= command.id %> manifest.csv --labels labels.txt -o accuracy.json',
    '<%= config.bin %> <%= command.id %> ucfTrainTestlist --dataset ucf101 --split 1 --root UCF-101 --protocol multi',
    '<%= config.bin %> <%= command.id %> manifest.csv --from tags.jsonl -o confusion.svg',
  ];

  static override usage = 'eval MANIFEST [-o FILE] [FLAGS]';
  static override enableJsonFlag = true;

  static override args = {
    manifest: Args.string({
      ignoreStdin: true,
      description: "a CSV file with the columns video and label, or a dataset's own list",
    }),
  };

  static override flags = evalFlags;

  /** @returns what --json prints: the figures, or of a run that was interrupted, how far it went */
  async run(): Promise<object> {
    const { args, flags, metadata } = await this.parse(Eval);
    const context = this.context(flags);
    const request = await resolveEvalRequest(args.manifest, flags, {
      isTerminal: process.stdout.isTTY,
      given: givenFlags(flags, metadata.flags),
      note: context.note,
    });
    const outcome = await (flags.from === undefined
      ? runEval(request, context)
      : runResultsEval(flags.from, request, context));
    process.exitCode = exitStatus(outcome);
    const { evaluation, report } = outcome;
    // A million misses are made into one object only where it is asked for.
    return evaluation !== undefined && flags.json === true ? evaluationJsonOf(evaluation) : report;
  }
}
