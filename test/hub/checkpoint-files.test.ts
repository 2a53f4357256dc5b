import { expect, test } from 'vitest';
import { chooseFiles } from '../../src/hub/checkpoint-files.js';

const NEEDED = ['config.json', 'tokenizer.json', 'model.safetensors'];

test.each([
  { what: 'as transformers 4 saved it', more: ['preprocessor_config.json', 'tokenizer_config.json'] },
  { what: 'as transformers 5 saves it', more: ['processor_config.json', 'tokenizer_config.json'] },
])("takes the image processor's settings of a repository $what", ({ more }) => {
  const listed = new Set([...NEEDED, ...more, 'README.md', 'tf_model.h5']);
  expect(chooseFiles('a/model', (name) => listed.has(name)).sort()).toEqual([...NEEDED, ...more].sort());
});
