/** Recipes of examples/pipelines, run on what tag writes: those in Python where there is one with their libraries. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FFMPEG, FFPROBE } from '../../media/pool-fixture.js';
import { ROOT } from '../../support/fixtures.js';
import { findPython } from '../../support/python.js';
import { runHere } from '../../support/run-here.js';
import { tempFolder } from '../../support/temp-folder.js';

const RECIPES = join(ROOT, 'examples/pipelines');

const CLIPS = ['a-red-circle-moving-left.mp4', 'a-blue-square-growing.mp4'];
const RED = 'a red circle moving left';

async function tag(folder: string, ...args: string[]): Promise<void> {
  const labels = ['--model', 'tiny-shapes', '--labels', join(ROOT, 'examples/labels.txt'), '--every', '0.5'];
  const { status, stderr } = await runHere(['tag', 'videos', ...labels, ...args], { cwd: folder });
  expect(status, stderr).toBe(0);
}

function withVideos(folder: string, names: readonly [name: string, clip: string][]): string {
  mkdirSync(join(folder, 'videos'));
  for (const [name, clip] of names) cpSync(join(ROOT, 'examples/clips', clip), join(folder, 'videos', name));
  return folder;
}

describe('cut-by-label.mjs', () => {
  let folder: string;
  beforeEach(() => {
    folder = tempFolder();
  });

  const cut = (...args: string[]) =>
    spawnSync(process.execPath, [join(RECIPES, 'cut-by-label.mjs'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, FFMPEG_PATH: FFMPEG },
    });
  const secondsOf = (file: string): number =>
    Number(
      execFileSync(
        FFPROBE,
        ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', `file:${file}`],
        {
          cwd: folder,
          encoding: 'utf8',
        },
      ),
    );

  test('cuts where a label leads, whatever videos are called', async () => {
    const odd = ['-i.mp4', '$(touch owned) "x"\n%03d.mp4', 'http:\\x.mp4', 'x...mp4', 'ü 😀.mp4'];
    withVideos(folder, [
      ...odd.map((name): [string, string] => [name, CLIPS[0] ?? '']),
      ['other.mp4', CLIPS[1] ?? ''],
    ]);
    await tag(folder, '--per', 'video', '-o', 'tags.jsonl');
    const { status, stderr } = cut('tags.jsonl', RED, 'cuts');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(existsSync(join(folder, 'owned'))).toBe(false);
    const cuts = readdirSync(join(folder, 'cuts'));
    expect(cuts).toHaveLength(odd.length);
    expect(cuts.every((name) => /^[\p{L}\p{N}._-]+-\d{3}\.mp4$/u.test(name))).toBe(true);
    for (const name of cuts) expect(secondsOf(`cuts/${name}`)).toBeCloseTo(2, 0);
    // What is there stays.
    expect(cut('tags.jsonl', RED, 'cuts').stdout).toBe('');
    expect(readdirSync(join(folder, 'cuts'))).toEqual(cuts);
  }, 60_000);

  test('cuts a part, and records of --merge', async () => {
    withVideos(folder, [['a.mp4', CLIPS[0] ?? '']]);
    const segments = [
      { start_s: 0.5, end_s: 1 },
      { start_s: 1.25, end_s: 2 },
    ];
    const record = { video: 'videos/a.mp4', labels: [{ label: 'other' }, { label: RED, segments }] };
    writeFileSync(join(folder, 'some.jsonl'), `${JSON.stringify(record)}\n\n`);
    expect(cut('some.jsonl', RED, 'some').status).toBe(0);
    expect(readdirSync(join(folder, 'some')).map((name) => secondsOf(`some/${name}`))).toEqual([
      expect.closeTo(0.5, 1) as number,
      expect.closeTo(0.75, 1) as number,
    ]);
    await tag(folder, '--merge', '-o', 'merged.jsonl');
    expect(cut('merged.jsonl', RED, 'merged', '--copy').status).toBe(0);
    expect(readdirSync(join(folder, 'merged'))).toEqual(['a-001.mp4']);
  });

  test('a video that cannot be cut costs itself, and leaves nothing half done', () => {
    withVideos(folder, [['a.mp4', CLIPS[0] ?? '']]);
    const record = (video: string): string =>
      `${JSON.stringify({ video, start_s: 0, end_s: 1, labels: [{ label: RED }] })}\n`;
    writeFileSync(join(folder, 'tags.jsonl'), record('gone\u001b[31m.mp4') + record('videos/a.mp4'));
    const { status, stderr } = cut('tags.jsonl', RED, 'cuts');
    expect(status).toBe(3);
    expect(stderr).toContain('"gone\\u001b[31m.mp4" 0-1 s: ');
    expect(stderr).not.toContain('\u001b');
    expect(readdirSync(join(folder, 'cuts'))).toEqual(['a-001.mp4']);
    expect(cut('tags.jsonl', RED).status).toBe(2);
  });
});

const PYTHON = findPython();
const has = (...modules: string[]): boolean =>
  PYTHON !== undefined && spawnSync(PYTHON, ['-c', `import ${modules.join(', ')}`]).status === 0;
const python = (folder: string, ...args: string[]): string =>
  execFileSync(PYTHON ?? '', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: RECIPES, PYTHONDONTWRITEBYTECODE: '1' },
  });

describe.skipIf(PYTHON === undefined)('recipes in Python', () => {
  let folder: string;
  beforeAll(async () => {
    folder = withVideos(
      mkdtempSync(join(tmpdir(), 'xclip-recipes-')),
      CLIPS.map((name) => [name, name]),
    );
    for (const name of ['tags.parquet', 'tags.csv', 'tags.jsonl']) await tag(folder, '-o', name);
    for (const name of ['fiftyone', 'labelstudio'])
      await tag(folder, '--format', name, '-o', `${name}.json`, '--top-k', '1');
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  test.skipIf(!has('pandas', 'pyarrow'))('summarize.py says the same of every format', () => {
    const said = ['parquet', 'csv', 'jsonl'].map((name) =>
      python(folder, join(RECIPES, 'summarize.py'), `tags.${name}`),
    );
    expect(said[0]).toMatch(/^a red circle moving left +4 /m);
    expect(new Set(said).size).toBe(1);
  });

  test.skipIf(!has('duckdb'))('queries.sql runs in DuckDB', () => {
    const script = `
import duckdb, json, sys
statements = duckdb.extract_statements(open(sys.argv[1]).read())
print(json.dumps([duckdb.sql(statement.query).fetchall() for statement in statements]))`;
    const [counts, stretches, unsure] = JSON.parse(
      python(folder, '-c', script, join(RECIPES, 'queries.sql')),
    ) as unknown[][];
    expect(counts).toEqual([
      ['a blue square growing', 4, expect.closeTo(1, 1)],
      [RED, 4, expect.closeTo(1, 1)],
    ]);
    expect(stretches).toHaveLength(2);
    expect(unsure).toHaveLength(8);
  });

  test.skipIf(!has('label_studio_sdk'))('Label Studio itself finds nothing wrong with tasks', () => {
    const script = `
import json
from label_studio_sdk.label_interface import LabelInterface
from labelstudio_config import config_of
tasks = json.load(open("labelstudio.json"))
interface = LabelInterface(config_of(tasks))
interface.validate()
print(json.dumps([interface.validate_prediction(p, return_errors=True) for t in tasks for p in t["predictions"]]))`;
    expect(JSON.parse(python(folder, '-c', script))).toEqual([[], []]);
  });

  test('labelstudio_config.py names all labels of the tasks', () => {
    const config = python(folder, join(RECIPES, 'labelstudio_config.py'), 'labelstudio.json');
    expect(config.match(/<Label value=".*"\/>/g)).toEqual([
      '<Label value="a blue square growing"/>',
      `<Label value="${RED}"/>`,
    ]);
  });

  test.skipIf(!has('fiftyone'))("FiftyOne's own importer reads the detections", () => {
    const script = `
import json
from fiftyone.utils.data.importers import FiftyOneTemporalDetectionDatasetImporter
from fiftyone_import import from_dir_arguments
given = from_dir_arguments("fiftyone.json")
importer = FiftyOneTemporalDetectionDatasetImporter(data_path=given["data_path"], labels_path=given["labels_path"])
importer.setup()
print(json.dumps([[path, [[d.label, d.support] for d in label.detections]] for path, _, label, _ in importer]))`;
    const imported = JSON.parse(python(folder, '-c', script)) as [string, [string, number[]][]][];
    expect(imported.map(([path]) => path)).toEqual(
      [...CLIPS].sort().map((name) => join(folder, 'videos', name)),
    );
    expect(imported[1]?.[1]).toEqual([0, 1, 2, 3].map(() => [RED, [expect.any(Number), expect.any(Number)]]));
  });
});
