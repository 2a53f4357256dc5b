import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { EvaluationJson } from '../../dist/output/formats/evaluation/json.js';
import { EXAMPLE_CASE } from '../pipeline/evaluate/evaluation-fixture.js';
import { fixturePath, ROOT } from '../support/fixtures.js';
import type { CliResult } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';
import { tempFolder } from '../support/temp-folder.js';

const EXAMPLES = join(ROOT, 'examples/clips');
const LABELS = ['--labels', join(ROOT, 'examples/labels.txt')];

let folder: string;
beforeEach(() => {
  folder = tempFolder();
  symlinkSync(EXAMPLES, join(folder, 'clips'));
});
const put = (name: string, content: string): void => writeFileSync(join(folder, name), content);
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const evaluation = (name: string): EvaluationJson => JSON.parse(read(name)) as EvaluationJson;
const run = (...args: string[]): Promise<CliResult> =>
  runHere(['eval', ...args, '--model', 'tiny-shapes'], { cwd: folder });

/** The example clips with the labels that are true of them. */
function putExamples(videos: readonly string[] = readdirSync(EXAMPLES)): void {
  const rows = videos.map((video) => `clips/${video},${video.replace('.mp4', '').replaceAll('-', ' ')}\n`);
  put('m.csv', `video,label\n${rows.join('')}`);
}

describe('the example clips, three of them with a wrong label', () => {
  const { figures, labels, videos, truths } = EXAMPLE_CASE;
  const path = (video: number): string => `clips/${videos[video] ?? ''}`;
  beforeEach(() => {
    const rows = truths.map((truth, v) => `${path(v)},${labels[truth] ?? ''}\n`);
    put('m.csv', `video,label\n${rows.reverse().join('')}`);
  });

  test('give the figures that numpy makes of what transformers says', async () => {
    const { status, stdout, stderr } = await run('m.csv', ...LABELS, '-o', 'x.json');
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    const json = evaluation('x.json');
    expect(json).toMatchObject({ videos: 10, failed: 0, top1: 0.7, top5: figures.top5 });
    expect(json.mean_class_accuracy).toBeCloseTo(figures.mean_class_accuracy, 8);
    // Probabilities of the two differ in the sixth digit.
    expect(json.ece).toBeCloseTo(figures.ece, 4);
    expect(json.confusion).toEqual({ labels, counts: figures.confusion });
    expect(json.classes.map(({ count, top1 }) => ({ count, top1 }))).toEqual(
      figures.classes.map(({ count, top1 }) => ({ count, top1 })),
    );
    expect(json.misses.map(({ video }) => video)).toEqual(figures.misses.map(path));
    expect(json.misses[0]).toMatchObject({
      label: 'a blue square growing',
      predicted: 'a blue circle moving down',
    });
    expect(Object.keys(json)).toEqual([
      ...['videos', 'failed', 'top1', 'top5', 'mean_class_accuracy', 'ece'],
      ...['classes', 'confusion', 'misses'],
    ]);
  });

  test('give the same by any way: a file, stdout, --json, and from what tag wrote', async () => {
    await run('m.csv', ...LABELS, '-o', 'x.json');
    const file = read('x.json');
    expect((await run('m.csv', ...LABELS)).stdout).toBe(file);
    expect(JSON.parse((await run('m.csv', ...LABELS, '--json')).stdout)).toEqual(evaluation('x.json'));
    await runHere(['tag', 'clips', ...LABELS, '--model', 'tiny-shapes', '-o', 'tags.jsonl'], { cwd: folder });
    await runHere(['tag', 'clips', ...LABELS, '--model', 'tiny-shapes', '-o', 'tags.csv'], { cwd: folder });
    for (const results of ['tags.jsonl', 'tags.csv', 'x.json.tags.jsonl']) {
      const { stdout, stderr } = await runHere(['eval', 'm.csv', '--from', results], { cwd: folder });
      expect(stderr).toBe('');
      expect(stdout, results).toBe(file);
    }
  });

  test('are a table for people, with the worst classes first', async () => {
    const { stdout } = await run('m.csv', ...LABELS, '--format', 'table');
    expect(stdout).toMatch(/^videos +10\ntop-1 +70\.0 %\ntop-5 +/);
    const [, classes = ''] = /most often taken for\n─+\n([^]*?)\n\n/.exec(stdout) ?? [];
    expect(classes.split('\n')[0]).toMatch(/0\.0 %/);
    expect(classes).toContain('labels have no video that was judged)');
    expect(stdout).toContain('was taken for');
  });

  test('are a picture of the confusion matrix', async () => {
    await run('m.csv', ...LABELS, '-o', 'x.svg');
    const svg = read('x.svg');
    expect(svg).toMatch(/^<svg [^]*<\/svg>\n$/);
    const tips = [...svg.matchAll(/<title>([^<]*)<\/title><\/rect>/g)].map(([, tip]) => tip);
    expect(tips).toHaveLength(figures.confusion.flat().filter((count) => count > 0).length);
    expect(tips).toContain('a blue square growing → a blue circle moving down: 1 of 2');
  });

  test('a run file says how they were made, and a file of its own what was said', async () => {
    await run('m.csv', ...LABELS, '-o', 'x.json', '--protocol', 'multi');
    expect(JSON.parse(read('x.json.run.json'))).toMatchObject({
      settings: { manifest: 'm.csv', protocol: 'multi', sampling: 'uniform', views: 4, crops: '3' },
      counts: { videos: 10, ok: 10, failed: 0 },
      labels,
      finished: true,
    });
    expect(read('x.json.tags.jsonl').trimEnd().split('\n')).toHaveLength(10);
  });
});

describe('a video that cannot be read', () => {
  beforeEach(() => {
    putExamples();
    mkdirSync(join(folder, 'more'));
    copyFileSync(fixturePath('clips/empty.mp4'), join(folder, 'more/empty.mp4'));
    put(
      'm.csv',
      `${read('m.csv')}more/none.mp4,a red circle moving left\nmore/empty.mp4,a blue square growing\n`,
    );
  });

  test('is a failure with its code, and the figures are of the others', async () => {
    const { status, stderr } = await run('m.csv', '-o', 'x.json');
    expect(status).toBe(3);
    expect(stderr).toContain('2 of 12 videos failed; the reasons are in x.json.errors.jsonl');
    const errors = read('x.json.errors.jsonl').trimEnd().split('\n');
    expect(errors.map((line) => JSON.parse(line) as object)).toMatchObject([
      { video: 'more/empty.mp4', code: 'EMPTY_FILE' },
      { video: 'more/none.mp4', code: 'UNREADABLE' },
    ]);
    expect(evaluation('x.json')).toMatchObject({ videos: 12, failed: 2, top1: 1, misses: [] });
  });

  test('is named on stderr where there is no file', async () => {
    const { status, stdout, stderr } = await run('m.csv', '--json');
    expect(status).toBe(3);
    expect(stderr).toContain('more/none.mp4: ');
    expect(JSON.parse(stdout)).toMatchObject({ videos: 12, failed: 2, top1: 1 });
  });

  test('leaves no figure where all of them are so', async () => {
    put('m.csv', 'video,label\nmore/none.mp4,cat\nmore/empty.mp4,dog\n');
    const { status, stdout } = await run('m.csv', '--json');
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ videos: 2, failed: 2, top1: null, top5: null, ece: null });
  });
});

describe('before anything is decoded', () => {
  beforeEach(() => putExamples());
  const refused = async (args: string[], message: string, status = 2): Promise<void> => {
    const result = await runHere(['eval', ...args], { cwd: folder });
    expect(result.stderr).toContain(message);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ status: result.status, stdout: result.stdout }).toEqual({ status, stdout: '' });
  };

  test.each([
    ['no list', [], 'no list of labelled videos is named'],
    ['a split of a CSV file', ['m.csv', '--split', '1'], '--split is for the lists of a --dataset'],
    [
      "a format that is another command's",
      ['m.csv', '-o', 'x.csv'],
      '.csv is what xclip tag writes, not xclip eval',
    ],
    ['sets of labels', ['m.csv', '--labels', 'a=l.txt'], 'a video has one true label'],
    ['--resume without a file', ['m.csv', '--resume'], '--resume needs a file'],
    ...['--views=2', '--crops=3', '--sampling=uniform', '--resize=80', '--frame-sample-rate=2'].map(
      (flag) =>
        [
          `--protocol with ${flag}`,
          ['m.csv', '--protocol', 'multi', ...flag.split('=')],
          `--protocol multi decides over ${flag.split('=')[0] ?? ''}`,
        ] as const,
    ),
  ] as [string, string[], string][])('%s is refused', async (_what, args, message) => {
    put('l.txt', 'cat\n');
    await refused(args, message);
  });

  test('two results on stdout are refused', async () => {
    const { status, stdout } = await run('m.csv', '--json', '--format', 'svg');
    expect(stdout).toContain('--json puts the summary on stdout');
    expect(status).toBe(2);
  });

  test('a label of the list that is not named is told with its line', async () => {
    await refused(
      ['m.csv', '--label', 'a blue circle moving dawn'],
      'on line 2 of m.csv is none of the labels; did you mean "a blue circle moving dawn"?',
    );
  });

  test('an example that is judged, too, is refused', async () => {
    put('shots.csv', 'video,label\n./clips/a-red-circle-moving-left.mp4,a red circle moving left\n');
    await refused(
      ['m.csv', '--examples', 'shots.csv'],
      'clips/a-red-circle-moving-left.mp4 of shots.csv is among the videos to judge',
    );
  });

  test('what is there is not replaced unasked, nor what was said of an unfinished run', async () => {
    put('x.json', 'mine');
    await refused(['m.csv', '-o', 'x.json'], 'x.json exists already', 1);
    put('y.json.tags.jsonl', 'mine');
    await refused(['m.csv', '-o', 'y.json'], 'y.json.tags.jsonl exists already', 1);
    expect(read('x.json') + read('y.json.tags.jsonl')).toBe('minemine');
  });

  test.each([
    ['the list', 'm.json', 'm.json', 'the list of videos'],
    ['a video', 'v.csv', 'v.json', 'a video'],
    ['the labels', 'm.csv', 'l.json', 'the labels'],
    ['a video by the name of what is written beside', 'w.csv', 'w.json', 'w.json.tags.jsonl'],
  ])('%s is not written over', async (_what, list, output, message) => {
    put('m.json', read('m.csv'));
    put(
      'l.json',
      readdirSync(EXAMPLES)
        .map((name) => name.replace('.mp4', '').replaceAll('-', ' '))
        .join('\n'),
    );
    put('v.json', 'a video, as far as anyone knows');
    put('w.json.tags.jsonl', 'another');
    put('v.csv', 'video,label\nv.json,a blue square growing\n');
    put('w.csv', 'video,label\nw.json.tags.jsonl,a blue square growing\n');
    await refused([list, '--labels', 'l.json', '-o', output, '--overwrite', '--format', 'json'], message);
    expect(existsSync(join(folder, `${output}.journal`))).toBe(false);
  });
});

test('--protocol is the sampling, views and crops that it stands for', async () => {
  putExamples();
  await run('m.csv', '-o', 'multi.json', '--protocol', 'multi');
  // The model takes 64 pixels.
  const multi = ['--sampling', 'uniform', '--views', '4', '--crops', '3', '--resize', '64'];
  await run('m.csv', '-o', 'flags.json', ...multi);
  expect(read('multi.json.tags.jsonl')).toBe(read('flags.json.tags.jsonl'));
  await run('m.csv', '-o', 'single.json', '--protocol', 'single');
  // 256/224 of 64, cut short as the authors' code does.
  await run('m.csv', '-o', 'flags.json', '--overwrite', '--sampling', 'uniform', '--resize', '73');
  expect(read('single.json.tags.jsonl')).toBe(read('flags.json.tags.jsonl'));
  expect(read('single.json.tags.jsonl')).not.toBe(read('multi.json.tags.jsonl'));
});

test('--examples teach classes, which are judged', async () => {
  const [first = '', second = '', ...others] = readdirSync(EXAMPLES);
  put('shots.csv', `video,label\nclips/${first},one\nclips/${second},two\n`);
  put(
    'm.csv',
    `video,label\n${others.map((video, i) => `clips/${video},${i % 2 === 0 ? 'one' : 'two'}\n`).join('')}`,
  );
  const { status, stdout, stderr } = await run('m.csv', '--examples', 'shots.csv', '--json');
  expect(stderr).toContain('learned from 2 examples');
  expect(status).toBe(0);
  expect((JSON.parse(stdout) as EvaluationJson).confusion.labels).toEqual(['one', 'two']);
});

test("HMDB-51's own lists are judged like any other", async () => {
  const videos = readdirSync(EXAMPLES).filter((name) => name.includes('circle'));
  mkdirSync(join(folder, 'splits'));
  mkdirSync(join(folder, 'videos'));
  for (const video of videos) {
    const name = video.replace('.mp4', '').replaceAll('-', '_');
    copyFileSync(join(EXAMPLES, video), join(folder, `videos/${name}.avi`));
    put(`splits/${name}_test_split1.txt`, `${name}.avi 2 \nunused.avi 0 \n`);
  }
  const { status, stdout } = await run(
    'splits',
    '--dataset',
    'hmdb51',
    '--split',
    '1',
    '--root',
    'videos',
    '--json',
  );
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ videos: videos.length, failed: 0, top1: 1 });
});
