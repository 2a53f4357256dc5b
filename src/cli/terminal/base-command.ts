import { Command, Flags } from '@oclif/core';
import { EXIT, messageOf, StdoutLost, systemCodeOf, XclipError } from '../../errors.js';
import { linesFor, printable, printableLines } from '../../output/printable.js';

/** What all commands share: how they fail. */
export abstract class BaseCommand extends Command {
  static override baseFlags = {
    debug: Flags.boolean({ description: 'show where an error comes from', helpGroup: 'GLOBAL' }),
  };

  protected override async init(): Promise<void> {
    await super.init();
    watchStandardStreams((line) => this.note(line));
  }

  /** Progress, warnings and errors go to stderr; stdout carries results only. */
  protected note(line: string): void {
    process.stderr.write(`xclip: ${printable(line)}\n`);
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
    if (this.jsonEnabled()) this.logJson(errorToJson(error));
    else this.note(error instanceof XclipError ? error.toLine() : firstParagraph(messageOf(error)));
    if (this.argv.includes('--debug') && error.stack !== undefined)
      process.stderr.write(`${printableLines(error.stack)}\n`);
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

function firstParagraph(message: string): string {
  return message.replace(/\n(See more help with --help)?$/, '').replaceAll('\n', ' ');
}

/** The shape of an error under --json. */
function errorToJson(error: Error): { error: { code: string; message: string; hint?: string | undefined } } {
  if (error instanceof XclipError)
    return { error: { code: error.code, message: error.message, hint: error.hint } };
  return { error: { code: 'ERROR', message: messageOf(error) } };
}

/**
 * Decides what becomes of a stdout or stderr that cannot be written. oclif's own listener throws all but EPIPE from
 * inside the event, past everybody who could tell it and end what runs.
 */
export function watchStandardStreams(note: (line: string) => void): void {
  process.stdout.removeAllListeners('error');
  process.stdout.on('error', (error) => {
    // Who read it has had enough: the next write ends the run.
    if (systemCodeOf(error) === 'EPIPE') return;
    process.exitCode = EXIT.failed;
    note(`stdout cannot be written: ${messageOf(error)}; send it elsewhere, or to a file with --output`);
  });
  // Nobody reads what is told to people: no reason to stop working.
  process.stderr.on('error', () => undefined);
}
