/** Our declarations in a strict project of someone else's, without Node's types. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';

const OPTIONS = {
  target: 'ES2022',
  lib: ['ES2022'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  types: [],
  noEmit: true,
};

const CONSUMER = `
import {
  AutoProcessor, AutoTokenizer, CLIPTokenizer, embedVideos, searchStore, tagVideos, XCLIPConfig, XCLIPModel,
  type FloatTensor, type LongTensor, type OutputTuple, type PaddingOptions, type TokenizerOptions,
} from 'ENTRY';

const padding: TokenizerOptions['padding'] = 'max_length';
const options: PaddingOptions = { padding: true, truncation: true };
const tokenizer = await AutoTokenizer.from_pretrained('folder', { padding_side: 'left', pad_token: '!' });
const inputs = tokenizer(['a', 'b'], { padding: true, return_tensors: 'pt' });
const mask: LongTensor = inputs.attention_mask;
const bare: { input_ids: LongTensor } = tokenizer('a', { ...options, padding, return_attention_mask: false });
const text: string = tokenizer.decode([1, 2n], { skip_special_tokens: true, clean_up_tokenization_spaces: false });
const texts: string[] = tokenizer.batch_decode(inputs.input_ids);
const ids: number[] = tokenizer.encode('a');

const processor = await AutoProcessor.from_pretrained('folder', { crop_size: 224 });
const both = await processor({ text: ['a'], videos: [], return_tensors: 'pt', padding: true });
const pixels: FloatTensor = both.pixel_values;
const config = await XCLIPConfig.from_pretrained('folder', { prompt_alpha: 0.2 });
const model = await XCLIPModel.from_pretrained('folder');
const features: FloatTensor = await model.get_text_features(inputs);
const tuple: OutputTuple = await model.get_video_features({ pixel_values: pixels, return_dict: false });
for await (const item of tagVideos('folder', { labels: { sport: ['a'] }, everySeconds: 5, scores: 'sigmoid' })) {
  if ('labels' in item) console_log(item.labels[0]?.probability);
}
for await (const item of embedVideos(['a.mp4'])) if ('embedding' in item) console_log(item.embedding.length);
const hits = await searchStore('store.parquet', 'a dog', { topK: 3 });
console_log(hits, mask, bare, text, texts, ids, config, features, tuple, new CLIPTokenizer('folder').vocab_size);
declare function console_log(...values: unknown[]): void;
// @ts-expect-error no such option
tokenizer('a', { pad: true });
// @ts-expect-error labels are missing
tagVideos('folder', {});
`;

test('a strict project without @types/node takes our declarations', async () => {
  const folder = tempFolder();
  const entry = join(ROOT, 'dist/index.js').replaceAll('\\', '/');
  writeFileSync(join(folder, 'consumer.mts'), CONSUMER.replace('ENTRY', entry));
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: OPTIONS, files: ['consumer.mts'] }),
  );
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch(
    (error: unknown) => ({ stdout: String((error as { stdout?: unknown }).stdout) }),
  );
  expect(stdout).toBe('');
});
