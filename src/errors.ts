/** Exit statuses of every command, decided in one place. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  someVideosFailed: 3,
  drift: 4,
  interrupted: 130,
} as const;

interface ErrorDetails {
  /** Stable, upper-case name that scripts can match. */
  code: string;
  /** What to do about it, as a clause: "leave it out with --exclude". */
  hint?: string;
  cause?: unknown;
}

/** What was wrong with what (message), and what to do (hint). Ends the run with `exitCode`. */
export class XclipError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: number = EXIT.failed;

  constructor(message: string, { code, hint, cause }: ErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
  }

  /** oclif reads its exit status from here. */
  get oclif(): { exit: number } {
    return { exit: this.exitCode };
  }

  /** The message with its hint, as one line for people. */
  toLine(): string {
    return this.hint === undefined ? this.message : `${this.message}; ${this.hint}`;
  }
}

/** The command line itself is wrong. */
export class UsageError extends XclipError {
  override readonly exitCode: number = EXIT.usage;
}

/** One video cannot be tagged; the run continues without it. */
export class VideoError extends XclipError {}

/**
 * Nothing can be written to stdout any more. If the reader has had enough (`| head`), the run ends there, and that is no
 * failure; anything else was reported when it happened.
 */
export class StdoutLost extends XclipError {
  override readonly exitCode: number;

  constructor(cause: unknown) {
    super('stdout cannot be written', { code: 'OUTPUT_UNWRITABLE', cause });
    this.exitCode = systemCodeOf(cause) === 'EPIPE' ? EXIT.done : EXIT.failed;
  }
}

/** The checkpoint cannot be used. */
export class CheckpointError extends XclipError {}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The `code` of a system error (ENOENT, EACCES, …), if it has one. */
export function systemCodeOf(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}
