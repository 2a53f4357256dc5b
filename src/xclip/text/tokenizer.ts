import { Tokenizer } from '@huggingface/tokenizers';
import { CheckpointError, messageOf } from '../../errors.js';
import { shortened, quoted } from '../../quoted.js';
import { readJsonFile, type JsonObject } from '../json-file.js';
import { readSlowTokenizer } from './slow-tokenizer.js';

/** What the library says may hold a piece of the file. */
const MOST_REASON_CHARACTERS = 300;

export interface TokenizedLabel {
  /** with begin and end tokens, at most `maxTokens` */
  ids: number[];
  /** true if the label was cut to fit */
  truncated: boolean;
}

/** CLIP's byte-pair encoding, by the checkpoint's tokenizer files. */
export class LabelTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #maxTokens: number;
  readonly #vocabSize: number;

  constructor(
    json: JsonObject,
    config: JsonObject,
    { maxTokens, vocabSize }: { maxTokens: number; vocabSize: number },
  ) {
    try {
      this.#tokenizer = new Tokenizer(json, config);
    } catch (error) {
      throw new CheckpointError(
        `the tokenizer cannot be used: ${shortened(messageOf(error), MOST_REASON_CHARACTERS)}`,
        {
          code: 'BAD_TOKENIZER',
          cause: error,
        },
      );
    }
    this.#maxTokens = maxTokens;
    this.#vocabSize = vocabSize;
  }

  /** Truncation as the reference does it (`truncation=True`): the first ids that fit, then the end token. */
  tokenize(label: string): TokenizedLabel {
    const ids = this.#encode(label);
    const last = ids.at(-1);
    if (last === undefined) {
      throw new CheckpointError(`the tokenizer makes no tokens of "${shortened(label)}"`, {
        code: 'BAD_TOKENIZER',
      });
    }
    const stranger = ids.find((id) => !(Number.isInteger(id) && id >= 0 && id < this.#vocabSize));
    if (stranger !== undefined) {
      throw new CheckpointError(
        `the tokenizer gives the id ${quoted(stranger)}, but the model knows ${this.#vocabSize} tokens`,
        {
          code: 'BAD_TOKENIZER',
          hint: 'the tokenizer and the weights do not belong together',
        },
      );
    }
    if (ids.length <= this.#maxTokens) return { ids, truncated: false };
    return { ids: [...ids.slice(0, this.#maxTokens - 1), last], truncated: true };
  }

  #encode(label: string): number[] {
    try {
      return this.#tokenizer.encode(withPlainSigma(label)).ids;
    } catch (error) {
      throw new CheckpointError(
        `the tokenizer fails on "${shortened(label)}": ${shortened(messageOf(error), MOST_REASON_CHARACTERS)}`,
        {
          code: 'BAD_TOKENIZER',
          cause: error,
        },
      );
    }
  }
}

/**
 * Lowering its case, JavaScript turns a Σ at a word's end into ς; the reference's tokenizer lowers each letter alone,
 * to σ. CLIP's normaliser always lowers, so doing it for this letter first changes nothing else.
 */
function withPlainSigma(label: string): string {
  return label.replaceAll('Σ', 'σ');
}

/** By tokenizer.json where there is one, as transformers does; else by vocab.json and merges.txt. */
export function openTokenizer(
  folder: string,
  limits: { maxTokens: number; vocabSize: number },
): LabelTokenizer {
  const json = readJsonFile(folder, 'tokenizer.json');
  if (json === undefined) return new LabelTokenizer(readSlowTokenizer(folder), {}, limits);
  return new LabelTokenizer(json, readJsonFile(folder, 'tokenizer_config.json') ?? {}, limits);
}
