import { relative } from 'node:path';
import { Command, Flags, type Interfaces } from '@oclif/core';
import { at } from '../../at.js';
import { EXIT, messageOf, StdoutLost, systemCodeOf, UsageError } from '../../errors.js';
import { shortened } from '../../quoted.js';
import { linesFor, printable } from '../../output/printable.js';
import { CONFIG_NAME, findConfig } from './config/config-file.js';
import { configuredFlags, type ConfiguredFlags } from './config/configured-flags.js';
import type { RunContext } from './context.js';
import { type FlagShapes, lastOfRepeated, typedFlags } from './last-of-repeated.js';
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
    const { words, sources, path } = this.#configured(argv, flags);
    const parsed = await super
      .parse(options, lastOfRepeated([...words, ...argv], flags))
      .catch((error: unknown) => {
        const names = [...Object.keys(flags), ...(this.ctor.enableJsonFlag ? ['json'] : [])];
        throw toUsageError(error, (this.id ?? '').replaceAll(':', ' '), names);
      });
    // A flag counts as given if it is typed.
    for (const name of sources.keys()) parsed.metadata.flags[name] = { setFromDefault: true };
    const settings: Record<string, unknown> = parsed.flags;
    if (settings['print-config'] === true)
      this.#printConfig({ path, settings, sources, typed: typedFlags(argv, flags) });
    if (sources.size > 0 && settings.quiet !== true) this.note(`settings: ${path ?? ''}`);
    return parsed;
  }

  /** What a config file says of this command; nothing for a command that reads none. @throws UsageError BAD_SETTINGS */
  #configured(
    argv: readonly string[],
    flags: Interfaces.FlagInput,
  ): ConfiguredFlags & { path: string | undefined } {
    const typed = typedFlags(argv, flags);
    const none = { words: [], sources: new Map<string, string>(), path: undefined };
    if (!('config' in flags) || typed.has('no-config')) return none;
    const presets = valuesOf('preset', argv);
    const file = findConfig(valuesOf('config', argv).at(-1), process.cwd());
    if (file === undefined) {
      if (presets.length === 0) return none;
      throw new UsageError(
        `there is no ${CONFIG_NAME} that could have the preset ${shortened(at(presets, 0))}`,
        {
          code: 'BAD_SETTINGS',
          hint: 'name a config file with --config',
        },
      );
    }
    const all = this.config.commands.filter((command) => 'config' in command.flags);
    const flagsOfAll = new Map<string, FlagShapes>(all.map((command) => [command.id, command.flags]));
    const context = { command: this.id ?? '', flags, flagsOfAll, presets, typed };
    return { ...configuredFlags(file, context), path: relative(process.cwd(), file.path) };
  }

  #printConfig({ path, settings, sources, typed }: PrintedConfig): never {
    const sourceOf = (name: string): string =>
      typed.has(name) ? 'command line' : (sources.get(name) ?? 'default');
    const named = Object.keys(settings)
      .filter((name) => name !== 'print-config')
      .map((name) => [name, { value: settings[name], from: sourceOf(name) }]);
    this.logJson({ config: path ?? null, settings: Object.fromEntries(named) as unknown });
    return this.exit(EXIT.done);
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

interface PrintedConfig {
  path: string | undefined;
  settings: Readonly<Record<string, unknown>>;
  sources: ReadonlyMap<string, string>;
  typed: ReadonlySet<string>;
}

/** The values of a flag on the command line, before anything is parsed. */
function valuesOf(flag: string, argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  return words.flatMap((word, i) => {
    if (word.startsWith(`--${flag}=`)) return [word.slice(flag.length + 3)];
    const next = words[i + 1];
    return word === `--${flag}` && next !== undefined ? [next] : [];
  });
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
