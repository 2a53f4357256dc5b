import { allFinite } from '../../all-finite.js';
import { VideoError, XclipError } from '../../errors.js';

const SEE_VERIFY = 'see what is wrong with it by `xclip models verify`, and download it again';

/** A graph gave NaN or infinity. Nothing that follows could be right, so nothing of that call is handed on. */
export class NotFinite extends XclipError {
  /** @param output the graph's, by the reference's name */
  constructor(readonly output: string) {
    super(`the model gives numbers that are not finite (${output})`, {
      code: 'NOT_FINITE',
      hint: SEE_VERIFY,
    });
  }

  /** The same, where it is one video's numbers. */
  toVideoError(): VideoError {
    return new VideoError(`the model's numbers for it are not finite (${this.output})`, {
      code: this.code,
      hint: 'if that is so of every video, the model is broken: see `xclip models verify`; of some, try --precision fp32',
      cause: this,
    });
  }
}

/** What a run ends with where every video failed with NOT_FINITE. */
export function brokenModel(): XclipError {
  return new XclipError('the model is broken: its numbers for every video are not finite', {
    code: 'NOT_FINITE',
    hint: SEE_VERIFY,
  });
}

/** The name of an output that holds NaN or infinity. */
export function findNotFinite(outputs: Readonly<Record<string, Float32Array>>): string | undefined {
  return Object.entries(outputs).find(([, values]) => !allFinite(values))?.[0];
}
