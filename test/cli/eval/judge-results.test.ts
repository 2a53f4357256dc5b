/** `eval --from`: an earlier run of tag is judged without the model. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { EvaluationJson } from '../../../dist/output/formats/evaluation/json.js';
import {
  bestFirst,
  labelName,
  RANDOM_CASES,
  randomCase,
  videoName,
} from '../../pipeline/evaluate/evaluation-fixture.js';
import type { CliResult } from '../../support/run-cli.js';
import { runHere } from '../../support/run-here.js';
import { ROOT } from '../../support/fixtures.js';
import { tempFolder } from '../../support/temp-folder.js';

const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
};

let folder: string;
beforeEach(() => (folder = tempFolder()));
const put = (name: string, content: string): void => writeFileSync(join(folder, name), content);
const run = (...args: string[]): Promise<CliResult> => runHere(['eval', 'm.csv', ...args], { cwd: folder });
const judged = async (...args: string[]): Promise<EvaluationJson> => {
  const { stdout, stderr } = await run(...args, '--json');
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout) as EvaluationJson;
};

type Labels = readonly { label: string; probability: number }[];

function recordLine(video: string, clip: number, labels: Labels): string {
  const filled = labels.map((each) => ({ ...each, logit: 0 }));
  return `${JSON.stringify({ video, clip, start_s: 0, end_s: 1, frame_indices: [0], labels: filled })}\n`;
}

const CSV_HEADER = 'video,clip,start_s,end_s,rank,label,probability,logit\n';
function recordRows(video: string, clip: number, labels: Labels): string {
  return labels
    .map(({ label, probability }, i) => `${video},${clip},0.0,1.0,${i + 1},${label},${probability},0.0\n`)
    .join('');
}

/** A case of the reference as a list and as files of results. */
function putCase(
  name: Parameters<typeof randomCase>[0],
  mostLabels = Infinity,
): ReturnType<typeof randomCase> {
  const random = randomCase(name);
  const each = (toText: (video: string, clip: number, labels: Labels) => string): string =>
    random.clips
      .flatMap((clips, v) =>
        clips.map((shares, clip) => toText(videoName(v), clip, bestFirst(shares).slice(0, mostLabels))),
      )
      .join('');
  put('tags.jsonl', each(recordLine));
  put('tags.csv', CSV_HEADER + each(recordRows));
  put('labels.txt', random.figures.classes.map((_, i) => labelName(i)).join('\n'));
  put('m.csv', `video,label\n${random.truths.map((t, v) => `${videoName(v)},${labelName(t)}\n`).join('')}`);
  return random;
}

describe.each(['tags.jsonl', 'tags.csv'])('the figures of %s', (results) => {
  test.each([...RANDOM_CASES, 'several-clips' as const])(
    'with %s are those that numpy finds',
    async (name) => {
      const { figures } = putCase(name);
      const json = await judged('--from', results, '--labels', 'labels.txt');
      expect(json.confusion.counts).toEqual(figures.confusion);
      for (const share of ['top1', 'top5', 'mean_class_accuracy', 'ece'] as const)
        expect(Math.abs((json[share] ?? NaN) - figures[share]), share).toBeLessThan(1e-9);
      expect(json.misses.map(({ video }) => video)).toEqual(figures.misses.map(videoName));
    },
  );

  test('without --labels, labels are those of the list and of the results', async () => {
    const { figures } = putCase('many-labels');
    const json = await judged('--from', results);
    expect(json.confusion).toEqual({
      labels: figures.classes.map((_, i) => labelName(i)),
      counts: figures.confusion,
    });
  });

  test('of rows that were cut at the fifth label are the same', async () => {
    putCase('many-labels');
    const whole = await judged('--from', results, '--labels', 'labels.txt');
    putCase('many-labels', 5);
    expect(await judged('--from', results, '--labels', 'labels.txt')).toEqual(whole);
  });

  test('of rows that were cut before it lack top-5, and only that', async () => {
    putCase('many-labels');
    const whole = await judged('--from', results, '--labels', 'labels.txt');
    putCase('many-labels', 4);
    const { stderr } = await run('--from', results, '--format', 'json');
    expect(stderr).toContain('top-5 is not known: fewer labels were written');
    const classes = whole.classes.map((each) => ({ ...each, top5: null }));
    expect(await judged('--from', results, '--labels', 'labels.txt')).toEqual({
      ...whole,
      top5: null,
      classes,
    });
  });

  test('of several clips are not made up where rows were cut', async () => {
    putCase('several-clips', 3);
    const { status, stderr } = await run('--from', results);
    expect(status).toBe(2);
    expect(stderr).toContain('have different labels, so their mean is not known');
  });

  test('of videos without a result are failures', async () => {
    putCase('many-labels');
    put('m.csv', readFileSync(join(folder, 'm.csv'), 'utf8') + `videos/none.mp4,${labelName(1)}\n`);
    const { status, stdout, stderr } = await run('--from', results, '--json');
    expect(status).toBe(3);
    expect(stderr).toContain('1 of 61 videos of the list have no label');
    expect(JSON.parse(stdout)).toMatchObject({ videos: 61, failed: 1 });
  });

  test('leave out videos that the list does not name', async () => {
    putCase('many-labels');
    put('m.csv', readFileSync(join(folder, 'm.csv'), 'utf8').split('\n').slice(0, 11).join('\n'));
    const { status, stdout, stderr } = await run('--from', results, '--labels', 'labels.txt', '--json');
    expect(status).toBe(0);
    expect(stderr).toContain(`50 videos of ${results} are not in the list`);
    expect(JSON.parse(stdout)).toMatchObject({ videos: 10, failed: 0 });
  });

  test('find videos whose paths were typed in another way', async () => {
    putCase('many-labels');
    const before = await judged('--from', results);
    const content = readFileSync(join(folder, results), 'utf8');
    for (const typed of ['./videos/', `${folder}/videos/`, 'videos/../videos/']) {
      put(results, content.replaceAll('videos/', typed));
      expect(await judged('--from', results)).toEqual(before);
    }
    // The other way about: the list names whole paths.
    put(results, content);
    expect((await judged('--from', results, '--root', folder)).top1).toBe(before.top1);
  });
});

describe('results that cannot be judged', () => {
  const GOOD = recordLine('a.mp4', 0, [{ label: 'cat', probability: 1 }]);
  const row = (label: string): string => recordRows('a.mp4', 0, [{ label, probability: 1 }]);
  beforeEach(() => put('m.csv', 'video,label\na.mp4,cat\n'));

  test.each([
    ['an empty file', '', 'it is empty'],
    ['a last line without end', `${GOOD}${GOOD.slice(0, 40)}`, 'was cut short'],
    ['a line that was cut', `${GOOD.slice(0, 40)}\n`, 'line 1 is no record of tag'],
    [
      'a line of something else',
      `${GOOD}{"video":"b.mp4","embedding":[1]}\n`,
      'line 2 is no record of tag: it has no labels',
    ],
    [
      'an older form',
      '{"video":"a.mp4","clip":0,"labels":["cat"]}\n',
      'line 1 is no record of tag: a label of it has no name',
    ],
    [
      'words for numbers',
      '{"video":"a.mp4","labels":[{"label":"cat","probability":"1"}]}\n',
      'has no probability',
    ],
    [
      'several sets',
      '{"video":"a.mp4","labels":[{"set":"s","label":"cat","probability":1}]}\n',
      'several sets',
    ],
    ['a video twice', GOOD + GOOD, '"a.mp4" stands twice'],
    ['a video again', GOOD + GOOD.replace('a.mp4', 'b.mp4') + GOOD, 'line 3 is of "a.mp4" again'],
    ['a foreign header', 'path,score\na.mp4,1\n', 'it has no column video'],
    ['a wide table', 'video,clip,cat,dog\na.mp4,0,0.5,0.5\n', 'it has no column label'],
    ['a CSV row that was cut', `${CSV_HEADER}${row('cat')}a.mp4,0\n`, 'line 3'],
    [
      'a CSV without numbers',
      `${CSV_HEADER}a.mp4,0,0.0,1.0,1,cat,high,1.0\n`,
      'the probability on line 2 is no number',
    ],
    ['a label twice', `${CSV_HEADER}${row('cat')}${row('cat')}`, 'a label stands twice'],
    [
      'CSV of sets',
      `${CSV_HEADER.trimEnd()},set\na.mp4,0,0.0,1.0,1,cat,0.5,1.0,scene\n`,
      'one of several sets',
    ],
    [
      'other videos',
      GOOD.replace('a.mp4', 'b.mp4'),
      'none of its videos is in the list: the first is "b.mp4"',
    ],
    ['noise', '\x00\x01\x02\n', 'not UTF-8'],
  ])('%s', async (_what, content, message) => {
    put('results', content);
    const { status, stdout, stderr } = await run('--from', 'results', '-o', 'x.json');
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('a file that is not there', async () => {
    const { status, stderr } = await run('--from', 'none.jsonl');
    expect(stderr).toContain('the results none.jsonl cannot be judged');
    expect(status).toBe(2);
  });

  const RUN = {
    tool: { name: 'xclip-tagger', version: VERSION },
    labels: ['cat', 'dog'],
    settings: {},
    counts: { clips: 1 },
    finished: true,
  };
  test.each([
    ['of another version', { ...RUN, tool: { version: '99.3.1' } }, 'version "99.3.1" wrote it, and this is'],
    ['of a run that was interrupted', { ...RUN, finished: false }, 'its run has not finished'],
    [
      'cut short between two lines',
      { ...RUN, counts: { clips: 3 } },
      'it has 1 clips, where its run wrote 3',
    ],
    ['whose clips were joined', { ...RUN, settings: { merge: true } }, 'joined by --merge'],
    [
      'that never knew a label',
      { ...RUN, labels: ['dog'] },
      'the label "cat" on line 2 of m.csv is none of the labels',
    ],
    ['with a broken run file', 'nonsense', 'its run file tags.jsonl.run.json cannot be read'],
  ])('%s, as the run file beside them says', async (_what, about, message) => {
    put('tags.jsonl', GOOD);
    put('tags.jsonl.run.json', typeof about === 'string' ? about : JSON.stringify(about));
    const { status, stderr } = await run('--from', 'tags.jsonl');
    expect(stderr).toContain(message);
    expect(status).toBe(2);
    put('tags.jsonl.run.json', JSON.stringify(RUN));
    expect((await run('--from', 'tags.jsonl')).status).toBe(0);
  });

  test('of a run that was killed, which left its journal and no run file', async () => {
    put('tags.jsonl', GOOD);
    put('tags.jsonl.journal', '{}\n');
    const { status, stderr } = await run('--from', 'tags.jsonl');
    expect(stderr).toContain('its run has not finished (complete it with --resume)');
    expect(status).toBe(2);
  });

  test('with a label that --labels does not name', async () => {
    put('tags.jsonl', recordLine('a.mp4', 0, [{ label: 'dog', probability: 1 }]));
    const { status, stderr } = await run('--from', 'tags.jsonl', '--label', 'cat', '--label', 'dot');
    expect(stderr).toContain(
      'the label "dog" on line 1 of tags.jsonl is none of the labels; did you mean "dot"?',
    );
    expect(status).toBe(2);
  });
});

describe('results that say less', () => {
  beforeEach(() => put('m.csv', 'video,label\na.mp4,cat\nb.mp4,dog\n'));

  test('have no calibration error where scores are no probabilities', async () => {
    const both = (p: number): string =>
      ['a.mp4', 'b.mp4'].map((video) => recordLine(video, 0, [{ label: 'cat', probability: p }])).join('');
    put('tags.jsonl', both(-0.2));
    expect((await judged('--from', 'tags.jsonl')).ece).toBeNull();
    put('tags.jsonl', both(0.2));
    expect((await judged('--from', 'tags.jsonl')).ece).not.toBeNull();
    const about = {
      tool: { version: VERSION },
      settings: { scores: 'sigmoid' },
      labels: ['cat', 'dog'],
      counts: { clips: 2 },
      finished: true,
    };
    put('tags.jsonl.run.json', JSON.stringify(about));
    expect(await judged('--from', 'tags.jsonl')).toMatchObject({ ece: null, top1: 0.5 });
  });

  test('leave a video unjudged of which no label was written', async () => {
    put(
      'tags.jsonl',
      recordLine('a.mp4', 0, []) + recordLine('b.mp4', 0, [{ label: 'dog', probability: 0.9 }]),
    );
    expect(await judged('--from', 'tags.jsonl')).toMatchObject({ videos: 2, failed: 1, top1: 1 });
  });

  test('may be one record a video, with means', async () => {
    const line = (video: string): string =>
      `${JSON.stringify({ video, clips: 3, start_s: 0, end_s: 9, labels: [{ label: 'cat', mean_probability: 0.8, max_probability: 0.9 }] })}\n`;
    put('tags.jsonl', line('a.mp4') + line('b.mp4'));
    expect(await judged('--from', 'tags.jsonl')).toMatchObject({ failed: 0, top1: 0.5, ece: 0.3 });
  });
});

test('flags of the model mean nothing for results', async () => {
  put('m.csv', 'video,label\na.mp4,cat\n');
  put('tags.jsonl', recordLine('a.mp4', 0, [{ label: 'cat', probability: 1 }]));
  for (const flag of [
    ['--model', 'x'],
    ['--views', '2'],
    ['--protocol', 'multi'],
    ['--resume'],
    ['--prompt', '{}!'],
  ]) {
    const { status, stderr } = await run('--from', 'tags.jsonl', '-o', 'x.json', ...flag);
    expect(stderr).toContain(`${flag[0] ?? ''} means nothing for tags.jsonl`);
    expect(status).toBe(2);
  }
});
