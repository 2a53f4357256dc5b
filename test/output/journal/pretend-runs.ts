/** Runs that write made-up clips through the journal, are cut at a given clip, and are gone on with. */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { chooseFormat } from '../../../src/output/formats/all-formats.js';
import { runFilesOf } from '../../../src/cli/run/output-files.js';
import type { RunFiles } from '../../../src/output/journal/run-files.js';
import type { RowSource, RowTarget, RowWriter } from '../../../src/output/rows/output-rows.js';
import { RunOutput } from '../../../src/output/run-output.js';
import { skipFinished } from '../../../src/output/journal/skip-finished.js';
import { PreviousRun } from '../../../src/output/journal/previous-run.js';
import { readJournal } from '../../../src/output/journal/read-journal.js';
import type { TagRecord } from '../../../src/pipeline/rank/rank.js';
import type { StampedPath } from '../../../src/pipeline/find/walk.js';
import type { StoreDescription } from '../../../src/store/store-description.js';
import type { StoredClip } from '../../../src/store/stored-clip.js';
import { clipAt, DESCRIPTION, spanAt } from '../../store/store-fixture.js';

/** Of embeddings; or, as tables, of labels. */
export type Format = 'npy' | 'parquet' | 'tags.parquet' | 'tags.sqlite';

/** So narrow that a group of a store is small, and footers in its midst are rare. */
const WIDTH = 16;
const STORE: StoreDescription = {
  ...DESCRIPTION,
  hasSpans: true,
  embedding: { width: WIDTH, normalized: false },
  context: { patches: 1 },
};

/** What a video gives: clips, and at times a failure after them. */
export interface PretendVideo {
  path: string;
  /** of the file's change: other numbers, other clips */
  version: number;
  clips: number;
  fails: boolean;
}

interface RunOptions {
  videos: readonly PretendVideo[];
  resume: boolean;
  retryFailed?: boolean;
  /** the run is killed when it has written so many clips */
  killAfter?: number;
}

export interface RunResult {
  /** where the files are; those of a killed run are as they were in that moment */
  folder: string;
  done: string[];
  notes: string[];
}

/** @param folder of the run to resume, which stays as it is */
export async function pretendRun(
  format: Format,
  folder: string | undefined,
  { videos, resume, retryFailed = false, killAfter = Infinity }: RunOptions,
): Promise<RunResult> {
  const here = folder === undefined ? newFolder() : copyOf(folder);
  const files = runFilesOf(join(here, `out.${format}`));
  const { source, target, toText } = format.startsWith('tags.')
    ? ofLabels(files)
    : ofEmbeddings(format, files);
  const byPath = new Map(videos.map((video) => [video.path, video]));
  const walked = walkOf(videos);
  const journal = resume ? await readJournal(files, source) : undefined;
  const previous =
    journal === undefined
      ? undefined
      : await PreviousRun.find(files, source, journal, walked, { retryFailed });
  const result: RunResult = { folder: here, done: [], notes: [] };
  const output =
    previous === undefined
      ? await RunOutput.create(files, target, { settings: {} })
      : await previous.continue(target, (line) => result.notes.push(line.slice(here.length)));
  try {
    await output.seal('weights');
    let written = 0;
    const items = skipFinished(previous?.plan() ?? walked, {
      stages: (paths) => itemsOf(paths, byPath),
      onFinished: (path) => output.finish(path),
    });
    for await (const item of items) {
      if ('reused' in item) {
        await output.copy(item.reused);
        continue;
      }
      if (written === killAfter) return { ...result, folder: copyOf(here) };
      if (result.done.at(-1) !== item.video) result.done.push(item.video);
      if (item.clip === undefined) await output.writeFailure(`{"video":${JSON.stringify(item.video)}}\n`);
      else await output.writeRow(toText(item.clip), item.clip);
      written += 1;
    }
    await output.complete();
    return result;
  } finally {
    await output.close();
    await previous?.close();
  }
}

interface Parts {
  source: RowSource;
  target: RowTarget<StoredClip>;
  toText: (clip: StoredClip) => string;
}

function ofEmbeddings(name: string, files: RunFiles): Parts {
  const { text, files: fileRows } = chooseFormat('embeddings', { name, ...files, isTerminal: false });
  if (fileRows === undefined) throw new Error(`${name} is text in one file`);
  return { source: fileRows.source(files), target: fileRows.target(files, STORE), toText: text({}).toText };
}

function ofLabels(files: RunFiles): Parts {
  const { text, files: fileRows } = chooseFormat('labels', { ...files, isTerminal: false });
  if (fileRows === undefined) throw new Error(`${files.output} is text in one file`);
  const { toText } = text({});
  return {
    source: fileRows.source(files),
    target: writing(fileRows.target(files, undefined)),
    toText: (clip) => toText(toRecord(clip)),
  };
}

/** A table is made of text alone: what it is of does not matter. */
function writing(target: RowTarget<TagRecord>): RowTarget<StoredClip> {
  const ofText = (writer: RowWriter<TagRecord>): RowWriter<StoredClip> => ({
    get end() {
      return writer.end;
    },
    write: (text) => writer.write(text),
    close: () => writer.close(),
  });
  return {
    create: async () => ofText(await target.create()),
    resume: async (end) => ofText(await target.resume(end)),
  };
}

/** Some clips have no label, some one set's, some notes. */
function toRecord({ embedding, context: _, ...clip }: StoredClip): TagRecord {
  const labels = Array.from(embedding.slice(0, clip.clip % 4), (logit, i) => ({
    ...(clip.clip % 3 === 0 ? { set: 'a set' } : {}),
    label: `label "${i}" \u2028`,
    probability: Math.abs(logit) % 1,
    logit,
  }));
  return { ...clip, labels };
}

async function* walkOf(videos: readonly PretendVideo[]): AsyncGenerator<StampedPath, void, undefined> {
  for (const { path, version } of videos) {
    yield await Promise.resolve({ path, stamp: { sizeBytes: 1, modifiedMs: version } });
  }
}

async function* itemsOf(
  paths: AsyncIterable<StampedPath>,
  videos: ReadonlyMap<string, PretendVideo>,
): AsyncGenerator<{ video: string; clip?: StoredClip }, void, undefined> {
  for await (const { path } of paths) {
    const video = videos.get(path);
    if (video === undefined) throw new Error(`${path} was not walked`);
    for (let i = 0; i < video.clips; i++) yield { video: path, clip: clipOf(video, i) };
    if (video.fails) yield { video: path };
  }
}

function clipOf({ path, version }: PretendVideo, number: number): StoredClip {
  const seed = 1000 * version + number;
  return { ...clipAt(seed, WIDTH, 1), span: spanAt(seed), video: path, clip: number };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'xclip-pretend-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function copyOf(folder: string): string {
  const copy = newFolder();
  for (const name of readdirSync(folder)) copyFileSync(join(folder, name), join(copy, basename(name)));
  return copy;
}
