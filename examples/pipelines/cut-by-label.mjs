#!/usr/bin/env node
// Cuts the stretches of a label out of videos, with ffmpeg.
//   xclip tag ./videos --labels labels.txt --every 2 --per video -o tags.jsonl
//   node cut-by-label.mjs tags.jsonl "a dog running" cuts [--copy]
// Reads JSONL of --per video (the label's segments) or of --merge (records where the label is the best). --copy does not encode
// anew: fast, but a cut then begins at the key frame before it. FFMPEG_PATH names another ffmpeg. Cuts that are there stay.
import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { createInterface } from 'node:readline';

const [results, label, folder, ...flags] = process.argv.slice(2);
if (folder === undefined || flags.some((flag) => flag !== '--copy')) {
  console.error('usage: node cut-by-label.mjs TAGS.jsonl LABEL FOLDER [--copy]');
  process.exit(2);
}
const ffmpeg = process.env.FFMPEG_PATH ?? 'ffmpeg';
const codecs = flags.includes('--copy') ? ['-c', 'copy'] : [];

/** Where the label leads in a record. */
function stretches({ labels, start_s, end_s }) {
  const [best] = labels;
  const found = labels.find((entry) => entry.label === label);
  if (found?.segments !== undefined) return found.segments;
  return best?.label === label ? [{ start_s, end_s }] : [];
}

/** Neither a name nor a text of a stranger makes a path: what is left of it stands beside a number. */
function cutName(video, number) {
  const stem = basename(video, extname(video)).replace(/[^\p{L}\p{N}._-]+/gu, '_');
  return `${stem.slice(0, 80)}-${String(number).padStart(3, '0')}.mp4`;
}

mkdirSync(folder, { recursive: true });
const taken = new Set();
let failed = 0;
for await (const line of createInterface({ input: createReadStream(results) })) {
  if (line.trim() === '') continue;
  const record = JSON.parse(line);
  for (const { start_s, end_s } of stretches(record)) {
    let number = 1;
    while (taken.has(cutName(record.video, number))) number += 1;
    const name = cutName(record.video, number);
    taken.add(name);
    const cut = join(folder, name);
    if (existsSync(cut)) continue;
    const partial = join(folder, `.${name}.part.mp4`);
    // No shell, and `file:` before names: one that looks like an option or an address is a file all the same.
    const input = ['-ss', String(start_s), '-t', String(end_s - start_s), '-i', `file:${record.video}`];
    const output = [...codecs, '-movflags', '+faststart', '-y', `file:${partial}`];
    try {
      execFileSync(ffmpeg, ['-nostdin', '-v', 'error', ...input, ...output], { stdio: ['ignore', 'ignore', 'pipe'] });
      renameSync(partial, cut);
      console.log(cut);
    } catch (error) {
      rmSync(partial, { force: true });
      failed += 1;
      console.error(`${JSON.stringify(record.video)} ${start_s}-${end_s} s: ${JSON.stringify(String(error.stderr ?? error))}`);
    }
  }
}
process.exitCode = failed > 0 ? 3 : 0;
