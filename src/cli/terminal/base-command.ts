import { Command, Flags, type Interfaces } from '@oclif/core';
import { EXIT, messageOf, StdoutLost, systemCodeOf } from '../../errors.js';
import { linesFor, printable } from '../../output/printable.js';
import type { RunContext } from './context.js';
import { lastOfRepeated } from './last-of-repeated.js';
import { reportError } from './report-error.js';
import { toUsageError } from './usage-errors.js';

/** What all commands share: how they are parsed, and how they fail. */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    debug: Flags.boolean({ description: 'show where an error comes from', helpGroup: 'GLOBAL' }),
  };

  protected override async init(): Promise<void> {
    await super.init();
    watchStandardStreams((line) => this.note(line));
  }

  /** The last of a flag that is repeated counts. @throws UsageError */
  protected override async parse<
    F extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    B extends Interfaces.OutputFlags<Interfaces.FlagInput>,
    A extends Interfaces.OutputArgs<Interfaces.ArgInput>,
  >(
    options?: Interfaces.Input<F, B, A>,
    argv: string[] = this.argv,
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const flags = { ...options?.flags, ...options?.baseFlags } as Interfaces.FlagInput;
    try {
      return await super.parse(options, lastOfRepeated(argv, flags));
    } catch (error) {
      const names = [...Object.keys(flags), ...(this.ctor.enableJsonFlag ? ['json'] : [])];
      throw toUsageError(error, (this.id ?? '').replaceAll(':', ' '), names);
    }
  }

  /** Progress, warnings and errors go to stderr; stdout carries results only. */
  protected note(line: string): void {
    process.stderr.write(`xclip: ${printable(line)}\n`);
  }

  /** What a command hands to its run. */
  protected context({ quiet, verbose }: { quiet: boolean; verbose: boolean }): RunContext {
    const note = (line: string): void => this.note(line);
    const info = quiet ? () => undefined : note;
    return { note, info, isQuiet: quiet, isVerbose: verbose, version: this.config.version };
  }

  /** What --json gives. oclif's own leaves to a terminal what it would obey. */
  override logJson(json: unknown): void {
    process.stdout.write(linesFor(process.stdout, `${JSON.stringify(json, null, 2)}\n`));
  }

  /** Every error on one line, with what to do; a stack trace only under --debug. */
  protected override async catch(
    error: Error & { exitCode?: number; oclif?: { exit?: number | false } },
  ): Promise<never> {
    const status = exitStatus(error);
    if (status === EXIT.done || isExit(error) || error instanceof StdoutLost) return this.exit(status);
    reportError(error, { asJson: this.jsonEnabled(), debug: this.argv.includes('--debug') });
    return Promise.resolve(this.exit(status));
  }
}

/** A plain Error ends with 1, a wrong command line with 2, anything else with what it asks for. */
function exitStatus(error: { exitCode?: number; oclif?: { exit?: number | false } }): number {
  if (typeof error.oclif?.exit === 'number') return error.oclif.exit;
  return error.exitCode ?? EXIT.failed;
}

function isExit(error: Error): boolean {
  return 'code' in error && error.code === 'EEXIT';
}

/**
 * Decides what becomes of a stdout or stderr that cannot be written. oclif's own listener throws all but EPIPE from
 * inside the event, past everything that could report it and end what runs.
 */
export function watchStandardStreams(note: (line: string) => void): void {
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', (error) => {
    // The reader has had enough: the next write ends the run.
    if (systemCodeOf(error) === 'EPIPE') return;
    process.exitCode = EXIT.failed;
    note(`stdout cannot be written: ${messageOf(error)}; send it elsewhere, or to a file with --output`);
  });
  // Nobody reads the messages: no reason to stop working.
  process.stderr.on('error', () => undefined);
}
