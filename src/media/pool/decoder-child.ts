import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { VideoError, XclipError } from '../../errors.js';
import {
  unpackError,
  type DecoderGreeting,
  type DecoderMilliseconds,
  type DecoderReply,
  type DecoderRequest,
} from './decoder-messages.js';
import { startRunningTimer } from '../running-timer.js';
import type { DecoderEngine } from '../types.js';
import { addGroup, killGroup, removeGroup } from './process-groups.js';

const ENTRY = fileURLToPath(new URL('./decoder-process.js', import.meta.url));
/** Loading an engine takes a second, on a busy machine several. */
const GREETING_DEADLINE_MS = 60_000;
/** A process that listens ends within this; one stuck in native code never would. */
const STOP_GRACE_MS = 300;
/**
 * Static builds of FFmpeg crash when their iconv loads the system's conversion modules, as it does
 * for the service names in MPEG-TS; where it finds none, it converts with what is built in.
 */
const FFMPEG_ENVIRONMENT = { GCONV_PATH: '/nonexistent' };
const MAX_STDERR_CHARACTERS = 4096;

interface Pending {
  resolve: (reply: DecoderReply) => void;
  reject: (error: Error) => void;
}

/** The pool's end of one decoder process. */
export class DecoderChild {
  /** Told what it spent its time on, answer by answer. */
  onSpent: (milliseconds: DecoderMilliseconds) => void = () => undefined;
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;
  #pending: Pending | undefined;
  /** What it said when it was loaded; settled by its death if it never was. */
  #greeting: DecoderGreeting | undefined;
  /** Those that wait for that. */
  readonly #waiting: (() => void)[] = [];
  readonly #greetingDeadlineMs: number;
  #stderr = '';
  /** Why no request can succeed any more. */
  #death: Error | undefined;

  constructor(engine: DecoderEngine, { greetingDeadlineMs = GREETING_DEADLINE_MS } = {}) {
    this.#greetingDeadlineMs = greetingDeadlineMs;
    this.#process = fork(ENTRY, [JSON.stringify(engine)], {
      // JSON would take 50 times as long for a clip's pixels.
      serialization: 'advanced',
      // A group of its own: a terminal's Ctrl-C stays away, and one signal reaches ffmpeg too.
      detached: process.platform !== 'win32',
      execArgv: [],
      env: { ...process.env, ...FFMPEG_ENVIRONMENT },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const { pid } = this.#process;
    if (pid !== undefined) addGroup(pid);
    this.#exited = once(this.#process, 'exit').catch(() => undefined);
    this.#process.on('message', (reply) => this.#receive(reply as DecoderReply | DecoderGreeting));
    this.#process.on('exit', (code, signal) => this.#die(this.#crashError(signal ?? `exit ${String(code)}`)));
    this.#process.on('error', (error) => this.#die(this.#crashError(error.message)));
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-MAX_STDERR_CHARACTERS);
    });
  }

  /** Whether it can take another video. */
  get isAlive(): boolean {
    return this.#death === undefined && this.#process.connected;
  }

  /**
   * Waits until its engine is loaded; kills it where that takes too long.
   * @returns the version of the FFmpeg inside, or why the engine does not load
   */
  async greeting(): Promise<DecoderGreeting> {
    if (this.#greeting === undefined && this.#death === undefined) {
      const deadline = startRunningTimer(this.#greetingDeadlineMs, () => {
        void this.stop(cannotStart(`no answer within ${this.#greetingDeadlineMs / 1000} s`));
      });
      const answered = new Promise<void>((resolve) => this.#waiting.push(resolve));
      await answered;
      deadline.stop();
    }
    return this.#greeting ?? { kind: 'unable', reason: this.#death?.message ?? 'it died' };
  }

  /** Idle processes do not keep the program from ending. */
  holdEventLoop(hold: boolean): void {
    const method = hold ? 'ref' : 'unref';
    this.#process[method]();
    this.#process.channel?.[method]();
    if (this.#process.stderr instanceof Socket) this.#process.stderr[method]();
  }

  /** One request at a time. @throws the error it answers with, or why it died. */
  request(message: DecoderRequest): Promise<DecoderReply> {
    return new Promise((resolve, reject) => {
      if (this.#death !== undefined) {
        reject(this.#death);
        return;
      }
      if (this.#pending !== undefined) {
        reject(new Error('a decoder process takes one request at a time'));
        return;
      }
      this.#pending = { resolve, reject };
      // A failure to send means that it is gone, which its exit says.
      this.#process.send(message, () => undefined);
    });
  }

  /** The process, whose group is all that it started; undefined if it did not start. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Ends it and all that it started; requests under way fail with `reason`. Never throws. @param graceMs until it is killed */
  async stop(reason: Error, graceMs = STOP_GRACE_MS): Promise<void> {
    this.#die(reason);
    if (graceMs === 0) this.#killGroup();
    if (this.#process.connected) this.#process.disconnect();
    this.holdEventLoop(true);
    const kill = setTimeout(() => this.#killGroup(), graceMs);
    await this.#exited;
    clearTimeout(kill);
  }

  #receive(reply: DecoderReply | DecoderGreeting): void {
    if (reply.kind === 'ready' || reply.kind === 'unable') {
      this.#greeting = reply;
      this.#answerWaiting();
      if (reply.kind === 'unable') this.#die(cannotStart(reply.reason));
      return;
    }
    if (reply.milliseconds !== undefined) this.onSpent(reply.milliseconds);
    const pending = this.#pending;
    this.#pending = undefined;
    if (reply.kind === 'failed') pending?.reject(unpackError(reply.error));
    else pending?.resolve(reply);
  }

  #die(reason: Error): void {
    this.#death ??= reason;
    this.#answerWaiting();
    this.#pending?.reject(this.#death);
    this.#pending = undefined;
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) this.#killGroup();
  }

  #answerWaiting(): void {
    for (const answer of this.#waiting.splice(0)) answer();
  }

  /** After its death too: an ffmpeg that it left behind is still in its group. */
  #killGroup(): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    killGroup(pid);
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) removeGroup(pid);
  }

  #crashError(how: string): Error {
    // Node closes with its own version; what went wrong is on the line that names an error.
    const reason = this.#stderr.split('\n').find((line) => /\w*Error\b|fatal/i.test(line));
    const detail = reason === undefined ? how : `${how}: ${reason.trim()}`;
    if (this.#greeting?.kind === 'ready') {
      return new VideoError(`the decoder process died (${detail})`, {
        code: 'DECODE_FAILED',
        hint: 'try it alone; if it dies again, convert the video',
      });
    }
    return cannotStart(detail);
  }
}

function cannotStart(detail: string): XclipError {
  return new XclipError(`the decoder process did not start (${detail})`, { code: 'DECODER_START' });
}
