import { messageOf, XclipError } from '../../errors.js';
import { linesFor, printable, printableLines } from '../../output/printable.js';

/** How an error is told: on one line, with what to do; as JSON on stdout under --json; with its stack under --debug. */
export function reportError(error: unknown, { asJson, debug }: { asJson: boolean; debug: boolean }): void {
  if (asJson) process.stdout.write(linesFor(process.stdout, toJson(error)));
  else process.stderr.write(`xclip: ${printable(toLine(error))}\n`);
  if (debug && error instanceof Error && error.stack !== undefined)
    process.stderr.write(`${printableLines(error.stack)}\n`);
}

function toLine(error: unknown): string {
  return error instanceof XclipError ? error.toLine() : messageOf(error).trimEnd().replaceAll('\n', ' ');
}

function toJson(error: unknown): string {
  const { code, hint } = error instanceof XclipError ? error : { code: 'ERROR', hint: undefined };
  return `${JSON.stringify({ error: { code, message: messageOf(error), hint } }, null, 2)}\n`;
}
