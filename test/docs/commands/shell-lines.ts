import { spawnSync } from 'node:child_process';
import { where, type Block } from './read-blocks.js';

/** One command of a block, with the lines that belong to it. */
export interface ShellLine {
  page: string;
  line: number;
  /** without the comment at its end */
  command: string;
  /** `exit N` in its comment: how it is meant to end */
  status: number;
}

/** What a block without a language must begin with to be one of commands, and not what they print. */
const COMMAND =
  /^(#|\$ |([A-Z_]+=\S*\s+(?:\\\n\s*)?)*(xclip|xclip-tagger|npm|npx|node|python3?|python3\.11|ffmpeg|ffprobe|docker|eval|man|cd|cp|bin\/\S+|\.venv\/\S+|cat|echo|mkdir|rm|\/usr\/bin\/\S+)\b)/;
const SHELLS = /^(sh|bash|console|shell|zsh)$/;

export function isShell({ language, text }: Block): boolean {
  return SHELLS.test(language) || (language === '' && COMMAND.test(text));
}

/** Whether a span of the running text is a command line, and not the name of one. */
export function isCommand(span: string): boolean {
  return !span.includes('\n') && /\s/.test(span) && COMMAND.test(span) && !span.startsWith('#');
}

export function shellLines(block: Block): ShellLine[] {
  const commands: ShellLine[] = [];
  let pending: { line: number; text: string } | undefined;
  for (const [index, text] of block.text.split('\n').entries()) {
    if (pending === undefined && (text.trim() === '' || text.startsWith('#'))) continue;
    pending = {
      line: pending?.line ?? block.line + index,
      text: pending ? `${pending.text}\n${text}` : text,
    };
    if (!isComplete(pending.text)) continue;
    const { command, comment } = splitComment(pending.text);
    const status = Number(/\bexits with (\d+)/.exec(comment)?.[1] ?? 0);
    commands.push({ page: block.page, line: pending.line, command, status });
    pending = undefined;
  }
  if (pending !== undefined) throw new Error(`${where(block)}: a command that does not end: ${pending.text}`);
  return commands;
}

/** Only a line that may go on asks the shell, which takes some milliseconds. */
function isComplete(text: string): boolean {
  if (text.endsWith('\\')) return false;
  if (isPlain(text)) return true;
  const { status, stderr } = spawnSync('bash', ['-n', '-c', text], { encoding: 'utf8' });
  return status === 0 && !stderr.includes('here-document');
}

/** A command of words and quoted words, which needs no shell. */
export function isPlain(text: string): boolean {
  return /^([\w@%+=:,./~^{}-]|\s(?!#)|"[^"$`\\]*"|'[^']*')*$/.test(splitComment(text).command);
}

export function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
}

/** A comment of several lines' command is that of its last line. */
function splitComment(text: string): { command: string; comment: string } {
  const match = /^((?:[^"'#]|"[^"]*"|'[^']*'|(?<=\S)#)*?)(?:\s+#(.*))?$/s.exec(text);
  if (match === null || match[2]?.includes('\n') === true) return { command: text.trimEnd(), comment: '' };
  return { command: (match[1] ?? '').trimEnd(), comment: match[2] ?? '' };
}
