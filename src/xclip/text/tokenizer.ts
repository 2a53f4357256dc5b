import { CheckpointError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { ClipTokenizer } from './clip-tokenizer.js';
import { readTokenizer } from './tokenizer-files.js';

export interface TokenizedLabel {
  /** with begin and end tokens, at most `maxTokens` */
  ids: number[];
  /** true if the label was cut to fit */
  truncated: boolean;
}

/** Labels → ids that a model takes. */
export class LabelTokenizer {
  readonly #tokenizer: ClipTokenizer;
  readonly #maxTokens: number;
  readonly #vocabSize: number;
  readonly #ends: [begin: number, end: number];

  constructor(tokenizer: ClipTokenizer, { maxTokens, vocabSize }: { maxTokens: number; vocabSize: number }) {
    this.#tokenizer = tokenizer;
    this.#maxTokens = maxTokens;
    this.#vocabSize = vocabSize;
    this.#ends = [tokenizer.namedId('bos_token'), tokenizer.namedId('eos_token')];
  }

  /** Truncation as the reference does it (`truncation=True`): the first ids that fit between begin and end. */
  tokenize(label: string): TokenizedLabel {
    const [begin, end] = this.#ends;
    const own = this.#tokenizer.encode(label);
    const room = this.#maxTokens - this.#ends.length;
    const ids = [begin, ...own.slice(0, room), end];
    const stranger = ids.find((id) => id >= this.#vocabSize);
    if (stranger === undefined) return { ids, truncated: own.length > room };
    throw new CheckpointError(
      `the tokenizer gives the id ${quoted(stranger)}, but the model knows ${this.#vocabSize} tokens`,
      {
        code: 'BAD_TOKENIZER',
        hint: 'the tokenizer and the weights do not belong together',
      },
    );
  }
}

/** By tokenizer.json where there is one, as transformers does; else by vocab.json and merges.txt. */
export function openTokenizer(
  folder: string,
  limits: { maxTokens: number; vocabSize: number },
): LabelTokenizer {
  return new LabelTokenizer(new ClipTokenizer(readTokenizer(folder)), limits);
}
