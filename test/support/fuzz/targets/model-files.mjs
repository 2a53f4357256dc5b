/** The small files of a checkpoint. */
import { parseConfig } from '../../../../dist/xclip/config.js';
import { requireJsonFile } from '../../../../dist/xclip/json-file.js';
import { openPreprocessing } from '../../../../dist/xclip/processor.js';
import { openTokenizer } from '../../../../dist/xclip/text/tokenizer.js';
import { fixture, json, text } from '../lib/seeds.mjs';

const LABELS = ['playing sports', 'a naïve café, 12 o’clock!', '  <|endoftext|> ΣΑΣ', '', '🎬'.repeat(40)];

function tokenize(folder) {
  const tokenizer = openTokenizer(folder, { maxTokens: 77, vocabSize: 1027 });
  for (const label of LABELS) tokenizer.tokenize(label);
}

/** The vocabulary is most of a tokenizer's file and the least of its meaning: a short one leaves room for the rest. */
function shortTokenizer() {
  const whole = JSON.parse(fixture('checkpoints/odd/tokenizer.json').toString());
  const { vocab, merges, ...model } = whole.model;
  const first = merges.slice(0, 3);
  const merged = new Set(first.flatMap(([left, right]) => [left, right, left + right]));
  const kept = Object.entries(vocab).filter(([piece, id]) => id < 40 || id > 1000 || merged.has(piece));
  return { ...whole, model: { ...model, vocab: Object.fromEntries(kept), merges: first } };
}

const slowFolder = (name, files) =>
  Object.fromEntries(
    files.map((file) => {
      const bytes = fixture(`forms/tokenizers/${name}/${file}`);
      return [file, file.endsWith('.json') ? json(bytes) : text(bytes)];
    }),
  );
const SLOW = ['vocab.json', 'merges.txt'];
const DECODER = ['added_tokens.json', 'special_tokens_map.json', 'tokenizer_config.json'];

export const targets = {
  config: () => ({
    seeds: [
      ...['odd', 'legacy'].map((name) => ({
        'config.json': json(fixture(`checkpoints/${name}/config.json`)),
      })),
      { 'config.json': json(fixture('forms/shared/config.json')) },
    ],
    run: (folder) => parseConfig(requireJsonFile(folder, 'config.json')),
  }),

  preprocessor: () => {
    const flat = JSON.parse(fixture('checkpoints/odd/preprocessor_config.json').toString());
    return {
      seeds: [
        { 'preprocessor_config.json': json(flat) },
        {
          'preprocessor_config.json': json({
            ...flat,
            crop_size: 42,
            size: 42,
            image_mean: 0.5,
            resample: 3,
          }),
        },
        { 'processor_config.json': json({ image_processor: flat }) },
      ],
      run: (folder) => openPreprocessing(folder, 42),
    };
  },

  tokenizer: () => ({
    seeds: [
      {
        'tokenizer.json': json(shortTokenizer()),
        'tokenizer_config.json': json(fixture('checkpoints/odd/tokenizer_config.json')),
      },
    ],
    run: tokenize,
  }),

  'slow-tokenizer': () => ({
    seeds: [
      slowFolder('decoder', [...SLOW, ...DECODER]),
      slowFolder('added-special', [...SLOW, 'added_tokens.json', 'special_tokens_map.json']),
    ],
    run: tokenize,
  }),
};
