import { UsageError } from '../../../errors.js';

/** One of the three splits of UCF-101 and HMDB-51, and which half of it. */
export interface NumberedSplit {
  half: 'train' | 'test';
  number: number;
}

/** Reads `1`, `test1`, `testlist01`, `train1`. @throws UsageError NO_SUCH_SPLIT */
export function numberedSplit(dataset: string, text: string | undefined): NumberedSplit {
  const [, half = 'test', number] = /^(train|test)?(?:list)?0?([123])$/.exec(text ?? '') ?? [];
  if (number !== undefined) return { half: half === 'train' ? 'train' : 'test', number: Number(number) };
  throw new UsageError(
    text === undefined ? `${dataset} has three splits, and none is named` : `${dataset} has no split ${text}`,
    { code: 'NO_SUCH_SPLIT', hint: 'give --split 1, 2 or 3 (its test videos), or train1 and so on' },
  );
}
