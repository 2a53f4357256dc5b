import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../../errors.js';
import type { CheckResult } from '../../check-result.js';
import { fetchDatasetFile } from '../../hub/download/fetch-file.js';
import { openTagger } from '../../pipeline/tagger.js';

/** The example of the model's documentation page: a video, three texts, and the probabilities printed there. */
export const DOCUMENT_EXAMPLE = {
  model: 'microsoft/xclip-base-patch32',
  dataset: 'nielsr/video-demo',
  file: 'eating_spaghetti.mp4',
  probabilities: new Map([
    ['playing sports', 1.9496e-4],
    ['eating spaghetti', 9.996e-1],
    ['go shopping', 2.0825e-4],
  ]),
};

/** The page prints five digits, of a run whose resize differed by a grey level in rare pixels. */
const TOLERANCE = 1e-3;

/** Runs the page's example, if its video can be had, and puts its probabilities beside ours. */
export async function checkDocumentExample(
  folder: string,
  { offline }: { offline: boolean },
): Promise<CheckResult> {
  const work = await mkdtemp(join(tmpdir(), 'xclip-example-'));
  try {
    if (offline) throw new Error('offline');
    const video = join(work, DOCUMENT_EXAMPLE.file);
    await fetchDatasetFile(DOCUMENT_EXAMPLE.dataset, DOCUMENT_EXAMPLE.file, video);
    return compare(await tagExample(folder, video));
  } catch (error) {
    return {
      check: 'example',
      status: 'warn',
      detail: `the documentation's example was not tried: ${messageOf(error)}`,
    };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function tagExample(folder: string, video: string): Promise<Map<string, number>> {
  const labels = [...DOCUMENT_EXAMPLE.probabilities.keys()];
  const tagger = await openTagger({
    model: folder,
    prompts: labels,
    sampling: { sampling: 'documented', frameSampleRate: 1, seed: 0, views: 1, short: 'clamp' },
    frames: { crops: 1, resizePixels: undefined, rotate: false },
    timeoutMs: 120_000,
    decoders: 1,
  });
  try {
    const records = tagger.tag(only({ path: video }), { labels, topK: labels.length, threshold: 0 });
    for await (const record of records) {
      if ('error' in record) throw record.error;
      return new Map(record.labels.map(({ label, probability }) => [label, probability]));
    }
    return new Map();
  } finally {
    await tagger.close();
  }
}

async function* only<T>(item: T): AsyncGenerator<T, void, undefined> {
  yield await Promise.resolve(item);
}

function compare(ours: ReadonlyMap<string, number>): CheckResult {
  const rows = [...DOCUMENT_EXAMPLE.probabilities].map(([label, documented]) => {
    const probability = ours.get(label) ?? NaN;
    return {
      text: `"${label}" ${documented} there, ${probability.toPrecision(5)} here`,
      same: Math.abs(probability - documented) <= TOLERANCE,
    };
  });
  return {
    check: 'example',
    status: rows.every(({ same }) => same) ? 'ok' : 'fail',
    detail: `the documentation's example: ${rows.map(({ text }) => text).join(', ')}`,
  };
}
