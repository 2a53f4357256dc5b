import { mutateBytes } from './mutate-bytes.mjs';
import { mutateJson } from './mutate-json.mjs';
import { mutateText } from './mutate-text.mjs';
import { pick } from './random.mjs';

/**
 * A seed with one file changed.
 * @param {readonly import('./mutate.mjs').Seed[]} seeds
 * @param {import('./random.mjs').Random} random
 * @returns {{ seed: number, name: string, bytes: Buffer }}
 */
export function mutate(seeds, random) {
  const seed = random(seeds.length);
  const names = Object.keys(seeds[seed]).filter((name) => seeds[seed][name].isKept !== true);
  const name = pick(random, names);
  const others = seeds.flatMap((other) => (other[name] === undefined ? [] : [other[name].bytes]));
  return { seed, name, bytes: changed(seeds[seed][name], others, random) };
}

function changed({ bytes, form = 'bytes', hot }, others, random) {
  const asBytes = (whole, options) => mutateBytes(whole, random, options);
  if (form === 'bytes' || random(3) === 0) return asBytes(bytes, { hot, others });
  const asForm = ofForm(bytes, form, random);
  return random(10) === 0 ? asBytes(asForm, { others }) : asForm;
}

function ofForm(bytes, form, random) {
  if (form === 'text') return Buffer.from(mutateText(bytes.toString(), random));
  if (form === 'json') return Buffer.from(mutateJson(bytes.toString(), random));
  const headerBytes = Number(bytes.readBigUInt64LE(0));
  const header = Buffer.from(mutateJson(bytes.toString('utf8', 8, 8 + headerBytes), random));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, bytes.subarray(8 + headerBytes)]);
}
