/** The journal of a run that was cut, with the files that it tells of: what `--resume` makes of them, whatever they hold. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { requireSame } from '../../../../dist/cli/run/open-output.js';
import { RunOutput } from '../../../../dist/output/run-output.js';
import { skipFinished } from '../../../../dist/output/journal/skip-finished.js';
import { PreviousRun } from '../../../../dist/output/journal/previous-run.js';
import { parseEntry, parseHeader } from '../../../../dist/output/journal/journal-format.js';
import { readJournal } from '../../../../dist/output/journal/read-journal.js';
import { textRows } from '../../../../dist/output/rows/text-rows.js';
import { json, text } from '../lib/seeds.mjs';

const SETTINGS = {
  tool: 'xclip-tagger 0.0.0',
  labels: ['playing sports', 'eating "spaghetti"'],
  'top-k': 2,
  threshold: null,
  frames: { size: { width: 224, height: 224 } },
};
const WEIGHTS_HASH = 'ab'.repeat(32);
const HEADER = 'video,label,probability\n';
const NAMES = {
  output: 'out.csv',
  errors: 'out.errors.jsonl',
  journal: 'out.journal',
  kept: 'out.kept.jsonl',
};
const VIDEOS = ['a.mp4', 'b, "c".mp4', 'd/é.mkv', 'e.mp4', 'f.mp4', 'g.mp4'].map((path, i) => ({
  path,
  stamp: i === 3 ? undefined : { sizeBytes: 1000 + i, modifiedMs: 1_700_000_000_000.25 + i },
}));

const filesIn = (folder) => ({
  ...Object.fromEntries(Object.entries(NAMES).map(([role, name]) => [role, join(folder, name)])),
  tail: join(folder, 'out.tail.jsonl'),
});

const rowsOf = ({ output }) => textRows(output, HEADER);

async function* walked(videos) {
  for (const video of videos) yield await Promise.resolve(video);
}

/** What the pipeline gives: every third video fails, one has no clips. */
async function* done(paths) {
  for await (const { path } of paths) {
    const number = VIDEOS.findIndex((video) => video.path === path);
    if (number === 4) continue;
    if (number % 3 === 1)
      yield { video: path, failure: `{"video":${JSON.stringify(path)},"code":"EMPTY_FILE"}\n` };
    else
      for (const label of SETTINGS.labels)
        yield { video: path, rows: `${path},${label},0.5\n`.repeat(number + 1) };
  }
}

/** As the command goes through a plan. */
async function write(output, plan) {
  const items = skipFinished(plan, { stages: done, onFinished: (path) => output.finish(path) });
  for await (const item of items) {
    if ('reused' in item) await output.copy(item.reused);
    else if ('failure' in item) await output.writeFailure(item.failure);
    else await output.writeRow(item.rows);
  }
}

/** @returns false where there is no journal; true when the run has come to its end */
async function resume(files, videos) {
  const journal = await readJournal(files, rowsOf(files));
  if (journal === undefined) return false;
  const previous = await PreviousRun.find(files, rowsOf(files), journal, walked(videos), {
    retryFailed: false,
  });
  try {
    const { settings, weightsHash } = journal;
    requireSame('out.csv', settings, SETTINGS);
    if (weightsHash !== undefined) requireSame('out.csv', { weightsHash }, { weightsHash: WEIGHTS_HASH });
    const output = await previous.continue(rowsOf(files), () => undefined);
    try {
      await write(output, previous.plan());
      await output.seal(WEIGHTS_HASH);
      await output.complete();
    } finally {
      await output.close();
    }
    return true;
  } finally {
    await previous.close();
  }
}

async function uncut(files) {
  const output = await RunOutput.create(files, rowsOf(files), { settings: SETTINGS });
  await output.seal(WEIGHTS_HASH);
  await write(output, walked(VIDEOS));
  await output.close();
  return contentsOf(files);
}

/** Cut while a resume copied what it had put aside: a video had gone, and came again. */
async function cutAmidCopies(files) {
  const journal = await readJournal(files, rowsOf(files));
  const others = VIDEOS.toSpliced(1, 1);
  const previous = await PreviousRun.find(files, rowsOf(files), journal, walked(others), {
    retryFailed: false,
  });
  const output = await previous.continue(rowsOf(files), () => undefined);
  await write(output, walked(others.slice(0, 2)));
  await output.close();
  return contentsOf(files);
}

function contentsOf(files) {
  const read = (path) => {
    try {
      return readFileSync(path);
    } catch {
      return Buffer.alloc(0);
    }
  };
  return Object.fromEntries(Object.entries(NAMES).map(([role, name]) => [name, read(files[role])]));
}

function put(folder, contents) {
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(contents)) writeFileSync(join(folder, name), bytes);
}

/** Of the journal that is one value, which would be taken for torn. */
function endLine(path) {
  const bytes = readFileSync(path);
  if (!bytes.includes('\n')) writeFileSync(path, `${bytes.toString()}\n`);
}

/** A journal may say the same in other words: a name twice, one that nobody knows. */
function isSame(name, result, whole) {
  if (name !== NAMES.journal) return result.equals(whole);
  const said = (bytes) => {
    const [header, , ...entries] = bytes.toString().trimEnd().split('\n');
    return [parseHeader(header), ...entries.map(parseEntry)];
  };
  return isDeepStrictEqual(said(result), said(whole));
}

export const targets = {
  journal: async (folder) => {
    const made = join(folder, 'made');
    mkdirSync(made, { recursive: true });
    const whole = await uncut(filesIn(made));
    const amidCopies = await cutAmidCopies(filesIn(made));
    const torn = { ...whole, [NAMES.output]: whole[NAMES.output].subarray(0, -20) };
    const seeds = [whole, torn, amidCopies].map((contents) =>
      Object.fromEntries(Object.entries(contents).map(([name, bytes]) => [name, text(bytes)])),
    );
    // Of a run that was cut before its weights were known: a line, which is one JSON value.
    const [header] = whole[NAMES.journal].toString().split('\n');
    seeds.push({ [NAMES.journal]: json(Buffer.from(`${header}\n`)) });
    return {
      seeds,
      /** Whatever was damaged, a resume is refused or comes to what the uncut run wrote. */
      run: async (place, name) => {
        const scratch = join(folder, 'resumed');
        rmSync(scratch, { recursive: true, force: true });
        put(scratch, contentsOf(filesIn(place)));
        if (name === NAMES.journal) endLine(join(scratch, name));
        const files = filesIn(scratch);
        if (!(await resume(files, VIDEOS))) return 'no journal';
        const result = contentsOf(files);
        for (const [file, bytes] of Object.entries(whole)) {
          if (!isSame(file, result[file], bytes)) throw new Error(`${file} is not that of the uncut run`);
        }
        return 'completed';
      },
    };
  },
};
