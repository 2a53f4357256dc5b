import { describe, expect, test } from 'vitest';
import { Answers } from '../../../src/pipeline/evaluate/answers.js';
import { evaluate, missesOf } from '../../../src/pipeline/evaluate/evaluate.js';
import {
  type LabelledVideos,
  LabelledVideosBuilder,
} from '../../../src/pipeline/evaluate/labelled-videos.js';
import { toEvaluationJson } from '../../../src/output/formats/evaluation/json.js';
import { bestFirst, labelName, RANDOM_CASES, randomCase, videoName } from './evaluation-fixture.js';

const ALL_KNOWN = { hasTop5: true, hasProbabilities: true };
/** Nine digits are written, and numpy adds in another order. */
const SAME_SHARE = 1e-9;

function listed(pairs: readonly (readonly [string, string])[]): LabelledVideos {
  const builder = new LabelledVideosBuilder();
  pairs.forEach(([video, label], i) => builder.add(video, label, { file: 'm.csv', line: i + 2 }));
  return builder.build(() => expect.unreachable('no video is listed twice'));
}

describe.each(RANDOM_CASES)('of answers with %s', (name) => {
  const { clips, truths, figures } = randomCase(name);
  const labels = figures.classes.map((_, label) => labelName(label));
  const videos = listed(truths.map((truth, video) => [videoName(video), labelName(truth)]));
  const answers = new Answers(videos, labels);
  clips.forEach(([probabilities = []], video) =>
    answers.take({ video: videoName(video), labels: bestFirst(probabilities) }),
  );
  const summary = evaluate(videos, answers, ALL_KNOWN);
  const json = toEvaluationJson(summary, missesOf(videos, answers));

  test('shares are those that numpy finds', () => {
    for (const share of ['top1', 'top5', 'mean_class_accuracy', 'ece'] as const)
      expect(Math.abs((json[share] ?? NaN) - figures[share]), share).toBeLessThan(SAME_SHARE);
  });

  test('so are the classes, one of which has no video', () => {
    const shares = (classes: typeof figures.classes): (number | null)[] =>
      classes.flatMap(({ count, top1, top5 }) => [count, top1, top5]);
    const expected = shares(figures.classes);
    shares(json.classes).forEach((share, i) => {
      if (share === null || expected[i] === null) expect(share).toBe(expected[i]);
      else expect(Math.abs(share - (expected[i] ?? NaN))).toBeLessThan(SAME_SHARE);
    });
    expect(json.classes.at(-1)).toMatchObject({ count: 0, top1: null });
  });

  test('so are the confusion matrix and the misses', () => {
    expect(json.confusion).toEqual({ labels, counts: figures.confusion });
    expect(json.misses.map(({ video }) => video)).toEqual(figures.misses.map(videoName));
    for (const { label, predicted } of json.misses) expect(predicted).not.toBe(label);
  });
});

test('with five labels or fewer, the right one is always among five', () => {
  expect(randomCase('fewer-labels-than-five').figures.top5).toBe(1);
});

describe('shares', () => {
  const videos = listed([
    ['a.mp4', 'cat'],
    ['b.mp4', 'cat'],
    ['c.mp4', 'dog'],
    ['d.mp4', 'cow'],
  ]);
  const labels = ['cat', 'cow', 'dog'];
  const answered = (...answers: [string, string][]): Answers => {
    const made = new Answers(videos, labels);
    for (const [video, label] of answers) made.take({ video, labels: [{ label, probability: 0.5 }] });
    return made;
  };

  test('are of the videos that could be judged', () => {
    const answers = answered(['a.mp4', 'cat'], ['c.mp4', 'cat']);
    expect(evaluate(videos, answers, ALL_KNOWN)).toMatchObject({
      videos: 4,
      failed: 2,
      top1: 0.5,
      // The cow could not be judged, and counts for nothing.
      meanClassAccuracy: 0.5,
      classes: [
        { count: 1, top1: 1 },
        { count: 0, top1: undefined },
        { count: 1, top1: 0 },
      ],
    });
  });

  test('are unknown where nothing could be judged', () => {
    const summary = evaluate(videos, answered(), ALL_KNOWN);
    expect(toEvaluationJson(summary, [])).toMatchObject({
      videos: 4,
      failed: 4,
      top1: null,
      top5: null,
      mean_class_accuracy: null,
      ece: null,
    });
  });

  test('are unknown where too little is known of the answers', () => {
    const summary = evaluate(videos, answered(['a.mp4', 'cat']), {
      hasTop5: false,
      hasProbabilities: false,
    });
    expect(summary).toMatchObject({ top1: 1, top5: undefined, ece: undefined });
    expect(summary.classes[0]).toMatchObject({ top1: 1, top5: undefined });
  });
});

test('answers know what they were given before, and what is none of the videos or labels', () => {
  const videos = listed([['a.mp4', 'cat']]);
  const answers = new Answers(videos, ['cat']);
  const answer = { video: 'a.mp4', labels: [{ label: 'cat', probability: 1 }] };
  expect(answers.take({ ...answer, video: 'b.mp4' })).toBe('other');
  expect(() => answers.take({ ...answer, labels: [{ label: 'dog', probability: 1 }] })).toThrow('"dog"');
  expect(answers.take(answer)).toBe('new');
  expect(answers.take(answer)).toBe('again');
});
