/** Judges what an earlier run of tag wrote, without the model. */
import { posix, relative, resolve } from 'node:path';
import { Answers, StrangeLabel } from '../../../pipeline/evaluate/answers.js';
import { evaluate } from '../../../pipeline/evaluate/evaluate.js';
import type { LabelledVideos } from '../../../pipeline/evaluate/labelled-videos.js';
import { quoted } from '../../../quoted.js';
import { pathBelow } from '../manifest/listed-video.js';
import { sortedLabels, unknownLabel } from '../manifest/read-manifest.js';
import type { Evaluation } from '../publish.js';
import { badResults } from './clip-result.js';
import { runOfResults } from './run-of-results.js';
import { videoResults, type VideoResult } from './video-results.js';

interface ResultsToJudge {
  path: string;
  videos: LabelledVideos;
  /** to choose among, if they are named */
  labels: readonly string[] | undefined;
  /** of this tool */
  version: string;
}

export interface JudgedResults extends Evaluation {
  clips: number;
}

/** @throws UsageError BAD_RESULTS, UNKNOWN_LABEL */
export async function judgeResults(
  { path, videos, labels: named, version }: ResultsToJudge,
  note: (line: string) => void,
): Promise<JudgedResults> {
  const run = runOfResults(path, version);
  const labels = named ?? run?.labels ?? (await allLabels(path, videos));
  requireKnown(videos, labels);
  const answers = new Answers(videos, labels);
  const [clips, others] = [
    { all: 0, judged: 0 },
    { count: 0, first: '' },
  ];
  let isShare = true;
  for await (const result of videoResults(path)) {
    clips.all += result.clips;
    if (result.labels.length === 0) continue;
    const video = nameAmong(videos, result.video);
    if (video === undefined) {
      others.count += 1;
      if (others.count === 1) others.first = result.video;
      continue;
    }
    take(answers, { ...result, video }, path);
    clips.judged += result.clips;
    isShare &&= result.labels.every(({ probability }) => probability >= 0 && probability <= 1);
  }
  if (run?.records !== undefined && run.records !== clips.all) {
    throw badResults(path, `it has ${clips.all} clips, where its run wrote ${run.records}: it was cut short`);
  }
  if (others.count > 0 && clips.judged === 0) throw noneInCommon(path, others.first, videos);
  if (others.count > 0) note(`${others.count} videos of ${path} are not in the list, and are left out`);
  const summary = evaluate(videos, answers, {
    hasTop5: answers.fewestLabels >= Math.min(5, labels.length),
    hasProbabilities: isShare && (run?.hasProbabilities ?? true),
  });
  if (summary.failed > 0)
    note(`${summary.failed} of ${videos.size} videos of the list have no label in ${path}`);
  if (summary.top5 === undefined && clips.judged > 0)
    note('top-5 is not known: fewer labels were written (tag with --top-k 5 or more, and no --threshold)');
  return { videos, answers, summary, clips: clips.judged };
}

/** Those of the list and of the results. */
async function allLabels(path: string, { labelNames }: LabelledVideos): Promise<string[]> {
  const labels = new Set(labelNames);
  for await (const result of videoResults(path)) for (const { label } of result.labels) labels.add(label);
  return sortedLabels(labels);
}

/** @throws UsageError UNKNOWN_LABEL for a label of the list that could not be said */
function requireKnown(videos: LabelledVideos, labels: readonly string[]): void {
  const known = new Set(labels);
  if (videos.labelNames.every((label) => known.has(label))) return;
  for (let i = 0; i < videos.size; i++) {
    const label = videos.label(i);
    if (!known.has(label)) throw unknownLabel(label, videos.place(i), labels);
  }
}

/** What the list calls a video of the results: paths may be typed in several ways. */
function nameAmong(videos: LabelledVideos, video: string): string | undefined {
  const names = [posix.normalize(video), pathBelow('', resolve(video)), pathBelow('', relative('', video))];
  return names.find((name) => videos.find(name) !== undefined);
}

function take(answers: Answers, result: VideoResult, path: string): void {
  try {
    if (answers.take(result) === 'again')
      throw badResults(path, `line ${result.line} is of ${quoted(result.video)} again`);
  } catch (error) {
    if (!(error instanceof StrangeLabel)) throw error;
    throw unknownLabel(error.label, { file: path, line: result.line }, answers.labels);
  }
}

function noneInCommon(path: string, first: string, videos: LabelledVideos): Error {
  return badResults(
    path,
    `none of its videos is in the list: the first is ${quoted(first, 200)}, that of the list ${quoted(videos.video(0), 200)} (--root says where those are)`,
  );
}
