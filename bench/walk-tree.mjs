/**
 * Does the walk's memory grow with a tree? Makes one of many folders and one that is a single folder of very many names,
 * walks each with the shipped walk in a process of its own, and compares what comes with `find | LC_ALL=C sort`.
 * Exits with 1 where the listing differs or a bound is broken.
 *
 *   node bench/walk-tree.mjs [--entries 200000]
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine, machineLine } from './lib/machine.mjs';
import { ROOT } from './lib/places.mjs';

const { values: options } = parseArgs({ options: { entries: { type: 'string', default: '200000' } } });
const entryCount = Number(options.entries);

/** Most memory at the end, against that when a tenth was listed. */
const MOST_GROWTH = 1.1;
/** What one name of the folder that is being listed may cost. */
const MOST_BYTES_A_NAME = 1000;
const FOLDER_SIZE = 40;
const DEEPEST = 12;
const NAMES = ['clip.mp4', 'été é.MKV', 'a b.webm', '日本.mov', 'note.txt', '._clip.mp4', 'x.y.avi'];

const work = mkdtempSync(join(tmpdir(), 'xclip-walk-'));
const problems = [];
console.log(machineLine(machine()));
try {
  const [many, one] = ['many', 'one'].map((name) => join(work, name));
  makeFolders(many);
  const tree = walk(many);
  console.log(`many folders: ${figures(tree)}`);
  for (const of of ['rssBytes', 'liveBytes']) {
    const growth = tree.end[of] / tree.tenth[of];
    if (!(growth <= MOST_GROWTH))
      problems.push(`${of} grew × ${growth.toFixed(3)}, of at most × ${MOST_GROWTH}`);
  }

  makeFolder(one);
  const folder = walk(one);
  const bytesAName = (folder.peakBytes - folder.startBytes) / entryCount;
  console.log(`one folder: ${figures(folder)}, ${bytesAName.toFixed(0)} bytes a name at the peak`);
  if (!(bytesAName <= MOST_BYTES_A_NAME)) {
    problems.push(`${bytesAName.toFixed(0)} bytes a name, of at most ${MOST_BYTES_A_NAME}`);
  }
} finally {
  rmSync(work, { recursive: true });
}
for (const problem of problems) console.error(`broken: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** Folders in folders, of at most 40 entries each, 12 deep. */
function makeFolders(root) {
  const waiting = [{ path: root, depth: 0 }];
  for (let made = 0; made < entryCount;) {
    const { path, depth } = waiting.shift();
    mkdirSync(path);
    made++;
    for (let i = 0; i < FOLDER_SIZE && made < entryCount; i++) {
      // The first goes on downwards, so that some are deep and most are not.
      if (i % 8 === 0 && depth < DEEPEST)
        waiting.splice(i === 0 ? 0 : waiting.length, 0, {
          path: join(path, `${i} folder`),
          depth: depth + 1,
        });
      else {
        writeFileSync(join(path, `${i}${NAMES[i % NAMES.length]}`), '');
        made++;
      }
    }
  }
}

function makeFolder(path) {
  mkdirSync(path);
  for (let i = 0; i < entryCount; i++)
    writeFileSync(join(path, `${(i * 7919) % entryCount}${NAMES[i % NAMES.length]}`), '');
}

function walk(root) {
  const seen = JSON.parse(
    execFileSync(
      process.execPath,
      ['--expose-gc', '--max-semi-space-size=1', join(ROOT, 'bench/lib/walk-once.mjs'), root],
      { encoding: 'utf8' },
    ),
  );
  const found = execFileSync(
    'sh',
    [
      '-c',
      `find "$1" -type f ! -name '._*' -regextype posix-extended -iregex '.*\\.(mp4|mkv|webm|mov|avi)' | LC_ALL=C sort | sha256sum`,
      'sh',
      root,
    ],
    { encoding: 'utf8' },
  ).split(' ')[0];
  if (seen.sha256 !== found) problems.push(`${root}: not what find lists`);
  const entries = Number(execFileSync('sh', ['-c', 'find "$1" | wc -l', 'sh', root], { encoding: 'utf8' }));
  return { ...seen, entries };
}

function figures({ entries, count, seconds, startBytes, tenth, end, peakBytes }) {
  const mb = (bytes) => (bytes / 1e6).toFixed(1);
  const at = ({ rssBytes, liveBytes }) => `${mb(rssBytes)} MB (${mb(liveBytes)} of them live values)`;
  return (
    `${entries} entries, ${count} videos, in ${seconds.toFixed(1)} s; ` +
    `${mb(startBytes)} MB before, ${at(tenth)} at a tenth, ${at(end)} at the end, ${mb(peakBytes)} MB at most`
  );
}
