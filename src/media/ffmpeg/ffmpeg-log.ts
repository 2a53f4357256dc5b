import { shortened } from '../../quoted.js';
import { isHarmless } from '../packets/harmless-complaints.js';
import { LineSplitter } from './line-splitter.js';

const MAX_COMPLAINTS = 20;
const MAX_COMPLAINT_CHARACTERS = 300;

/**
 * Reads what ffmpeg logs under `-loglevel level+verbose`. Its exit status does not tell health, but
 * its complaints do; and at this level it says each time it builds its filters, which it does anew
 * (counting frames from 0 again) when the frame's size changes.
 */
export class FfmpegLog {
  /** Errors, without FFmpeg's prefixes; the first few. */
  readonly complaints: string[] = [];
  /** `640x272` for each time the filters were built. */
  readonly inputSizes: string[] = [];
  readonly #lines = new LineSplitter((line) => this.addLine(line));

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  end(): void {
    this.#lines.end();
  }

  /** For logs that come in lines already. */
  addLine(line: string): void {
    const input = /input from stream .*\] w:(\d+) h:(\d+) /.exec(line);
    if (input !== null) this.inputSizes.push(`${input[1] ?? ''}x${input[2] ?? ''}`);
    const complaint = /\[(?:error|fatal|panic)\] (.*)/.exec(line)?.[1];
    if (complaint === undefined || isHarmless(complaint)) return;
    if (this.complaints.length < MAX_COMPLAINTS) {
      this.complaints.push(shortened(complaint.trim(), MAX_COMPLAINT_CHARACTERS));
    }
  }
}
