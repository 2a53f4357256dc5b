import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { runHere } from '../../support/run-here.js';
import { withoutDevice, type CliResult } from '../../support/run-cli.js';
import { BEFORE, type Desk } from './desk.js';
import { differenceFrom } from './compare-output.js';
import { NOT_COMPARED, NOT_RUN } from './not-run.js';
import { blocksOf, spansOf, where, type Block } from './read-blocks.js';
import { isName } from './named-things.js';
import { isCommand, isPlain, isShell, shellLines, wordsOf, type ShellLine } from './shell-lines.js';
import { runSnippet } from './snippets.js';

/** So long may a command of the docs take, on a machine that others use too. */
const TIMEOUT_MS = 100_000;

/** What stands on stdout on a terminal differs from what a pipe gets. */
const ON_A_TERMINAL =
  /^xclip (tag|eval|search)\b(?!.*(?:--format|-o |--output|--json|--check|--sidecar|--print-config))/;

/** They end their process, or load a model of their own. */
const OWN_PROCESS = new Set(['bench', 'doctor']);

/** A reader, who goes through a page from top to bottom in one folder. */
export class PageRun {
  readonly failures: string[] = [];
  #folder: string;
  readonly #top: string;
  readonly #desk: Desk;
  #last: { line: ShellLine; result: CliResult; folder: string } | undefined;

  constructor(
    desk: Desk,
    private readonly page: string,
  ) {
    this.#desk = desk;
    this.#top = this.#folder = desk.folderFor(page);
  }

  async run(): Promise<void> {
    for (const command of BEFORE[this.page] ?? []) {
      const line: ShellLine = { page: 'test/docs/commands/desk.ts', line: 1, command, status: 0 };
      await this.#try(line, () => this.#runLine(line));
    }
    for (const block of blocksOf(this.page)) {
      await this.#try(block, () => this.#runBlock(block));
    }
    this.#folder = this.#top;
    for (const span of spansOf(this.page).filter(({ text }) => isRunnable(text))) {
      for (const line of shellLines(span)) await this.#try(line, () => this.#runLine(line));
    }
  }

  async #try(at: { page: string; line: number }, step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.failures.push(`${where(at)}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #runBlock(block: Block): Promise<void> {
    if (isShell(block)) {
      for (const line of shellLines(block)) await this.#try(line, () => this.#runLine(line));
    } else if (/^(|text|csv|vtt|srt|jsonl)$/.test(block.language)) {
      await this.#compare(block);
    } else if (NOT_COMPARED[firstLine(block)] === undefined) {
      await runSnippet(block, this.#folder, this.#desk.env);
    }
  }

  async #runLine(line: ShellLine): Promise<void> {
    if (NOT_RUN[line.command] !== undefined) return;
    const result = await this.#execute(line.command);
    this.#last = { line, result, folder: this.#folder };
    if (result.status === line.status) return;
    throw new Error(
      `ended with ${String(result.status)}, not ${line.status}:\n    $ ${line.command}\n${indented(result.stderr || result.stdout)}\n` +
        '  (say "exits with N" in the comment at its end where it is meant to fail; what cannot run here is listed, with ' +
        'its reason, in test/docs/commands/not-run.ts)',
    );
  }

  async #execute(command: string): Promise<CliResult> {
    const words = wordsOf(command);
    if (isPlain(command) && words[0] === 'cd') {
      this.#folder = resolve(this.#folder, words[1] ?? '.');
      return { status: existsSync(this.#folder) ? 0 : 1, stdout: '', stderr: `no folder ${words[1] ?? ''}` };
    }
    if (isPlain(command) && /^xclip(-tagger)?$/.test(words[0] ?? '') && !OWN_PROCESS.has(words[1] ?? '')) {
      return runHere(words.slice(1), { cwd: this.#folder, env: this.#desk.env });
    }
    if (!OWN_PROCESS.has(words[1] ?? '')) return inShell(command, this.#folder, this.#desk.env);
    // Seconds each, and the same on every page.
    const ran = this.#desk.ran.get(command) ?? (await inShell(command, this.#folder, this.#desk.env));
    this.#desk.ran.set(command, ran);
    return ran;
  }

  /** A block that is no command is what the command before it printed. */
  async #compare(block: Block): Promise<void> {
    const first = firstLine(block);
    if (NOT_COMPARED[first] !== undefined) return;
    if (this.#last === undefined) {
      throw new Error(`no command stands before this block, which is no command: ${first}`);
    }
    const { line, result, folder } = this.#last;
    const printed = [result.stdout, result.stderr, result.stderr + result.stdout];
    let difference = bestOf(block.text, printed);
    if (difference !== undefined && ON_A_TERMINAL.test(line.command)) {
      const words = [...wordsOf(line.command).slice(1), '--format', 'table'];
      const { stdout } = await runHere(words, { cwd: folder, env: this.#desk.env });
      difference =
        bestOf(block.text, [stdout]) === undefined
          ? undefined
          : `${difference}\n  as a table:\n${indented(stdout)}`;
    }
    if (difference === undefined) return;
    throw new Error(
      `this is not what the command before it prints (${where(line)}: ${line.command}):\n${difference}\n` +
        `  (if it is no output of a command, list it in test/docs/commands/not-run.ts as '${first}')`,
    );
  }
}

/**
 * A command of ours in the running text that has more than its name and no places to fill in, such as `STORE` or `…`. Other
 * programs are only asked for where they stand by themselves.
 */
function isRunnable(text: string): boolean {
  const hasPlaces = /…|\[|(?<![\w$"'./-])[A-Z][A-Z|]+(?![\w=])/.test(text);
  return isCommand(text) && /^(eval "\$\()?xclip/.test(text) && !hasPlaces && !isName(text);
}

const firstLine = ({ page, text }: Block): string => `${page}: ${text.split('\n', 1)[0] ?? ''}`;

function bestOf(expected: string, printed: readonly string[]): string | undefined {
  const differences = printed.map((text) => differenceFrom(expected, text));
  return differences.includes(undefined) ? undefined : differences[0];
}

const indented = (text: string): string => text.replace(/^/gm, '    ').trimEnd();

function inShell(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<CliResult> {
  const child = spawn('bash', ['-c', `set -eo pipefail\n${command}`], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (status) => {
      const stderr = withoutDevice(Buffer.concat(err).toString());
      done({ status, stdout: Buffer.concat(out).toString(), stderr });
    });
  });
}
