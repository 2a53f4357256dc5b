/**
 * Writes src/image/resample-kernel.ts from resample-kernel.wat beside it. With --print it only says what it would write.
 *
 *   npm run kernel
 */
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';

const source = fileURLToPath(new URL('../src/image/resample-kernel.wat', import.meta.url));
const target = source.replace(/\.wat$/, '.ts');

const wabt = await loadWabt();
const module = wabt.parseWat('resample-kernel.wat', readFileSync(source, 'utf8'), { simd: true });
module.validate();
const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
const text = `/** resample-kernel.wat, assembled by \`npm run kernel\`: change it there. */
export const RESAMPLE_KERNEL =
  '${base64}';
`;
if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(target, text);
