import { learnExamples } from '../../pipeline/few-shot/learn-examples.js';
import type { StampedPath } from '../../pipeline/find/walk.js';
import type { Adapt, ScoredClip } from '../../pipeline/infer/score.js';
import type { TagRecord } from '../../pipeline/rank/rank.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import type { Cutting } from '../../pipeline/read/read-windows.js';
import { openTagger, type Tagger, type TaggerOptions } from '../../pipeline/tagger.js';
import { engineOptions } from '../flags/engine.js';
import type { Labels } from '../flags/labels.js';
import type { DurationFilter } from '../flags/filter.js';
import { promptSetting } from '../flags/labels/prompts.js';
import type { RunContext } from '../terminal/context.js';
import {
  longVideoNote,
  noteEngine,
  noteManyTexts,
  noteModelFit,
  noteOddLabels,
  noteSoftware,
  noteTruncated,
} from './notes.js';
import { describeEngine, describeRun, type EngineReport, type RunEnd, type RunReport } from './report.js';
import type { Session } from './run.js';
import type { WorkSource } from './work-source.js';

/** What commands that label videos ask of their model. */
export interface TaggingRequest
  extends
    Pick<TaggerOptions, 'sampling' | 'frames'>,
    Pick<Labels, 'labels' | 'prompts' | 'templates' | 'ownPrompts' | 'examples'> {
  flags: Parameters<typeof engineOptions>[0] & { sampling: string; views: number };
  cutting?: Cutting | undefined;
  /** which lengths are taken; all, if undefined */
  durations?: DurationFilter | undefined;
}

export type TaggingReport = RunReport & EngineReport & { labels: readonly string[] };

/** What they share of a session. */
type TaggingSession = Pick<
  Session<StampedPath, TagRecord, unknown>,
  'times' | 'startsEarly' | 'load' | 'hashWeights' | 'noteEnd' | 'counting' | 'close'
>;

/** A tagger with what its commands share. */
export interface Tagging {
  tagger: Tagger;
  session: TaggingSession;
  /** Videos → logits of their clips, in their order. */
  score: (paths: AsyncIterable<StampedPath>) => AsyncGenerator<ScoredClip | FailedVideo, void, undefined>;
  /** @param settings the command's own flags, defaults included */
  describe: (end: RunEnd, settings: Record<string, unknown>) => TaggingReport;
}

/** Opens a tagger for videos. */
export async function beginTagging(
  request: TaggingRequest,
  { previous }: Pick<WorkSource<StampedPath>, 'previous'>,
  { note, info }: RunContext,
): Promise<Tagging> {
  const { flags, cutting, labels, examples, durations } = request;
  const tagger = await openTagger({ ...engineOptions(flags, note, previous), ...request });
  const { engine, times } = tagger;
  const onListed = longVideoNote(flags, info);
  const isWanted = durations?.isWanted;
  let adapt: Adapt | undefined;
  let hashing: Promise<string> | undefined;
  return {
    tagger,
    session: {
      times,
      startsEarly: examples === undefined,
      load: async () => {
        noteOddLabels(labels, note);
        noteManyTexts(request.prompts, info);
        if (examples === undefined) noteModelFit(engine.checkpoint.id, labels, info);
        noteTruncated(labels, await tagger.load(), engine.model, note);
        noteEngine(engine, info);
        if (examples !== undefined) adapt = await learn(examples, tagger, info);
      },
      hashWeights: () => (hashing ??= times.measure('hash', () => engine.model.hashWeights())),
      noteEnd: () => {
        noteSoftware(engine, note);
        durations?.noteEnd(info);
      },
      counting: { pool: engine.pool, cutting, isWanted: durations?.limits && isWanted },
      close: () => tagger.close(),
    },
    score: (paths) => tagger.score(paths, { cutting, onListed, isWanted, adapt }),
    describe: (end, settings) => {
      const { batchSize, decoders, checkpoint } = engine;
      const all = {
        ...settings,
        prompt: promptSetting(request.templates),
        'batch-size': batchSize,
        decoders,
      };
      const { tool, model, ...rest } = describeRun(end, checkpoint, all);
      return { tool, model, ...describeEngine(engine), labels, ...rest };
    },
  };
}

/** What the examples of `--examples` teach. */
async function learn(
  examples: NonNullable<TaggingRequest['examples']>,
  tagger: Tagger,
  note: (line: string) => void,
): Promise<Adapt> {
  const { adapt, strength, exampleCount, rightCount } = await learnExamples(examples, tagger);
  // One example of each label has no others of its kind.
  const hasOthers = new Set(examples.map(({ label }) => label)).size < examples.length;
  const right = hasOthers
    ? `; left out one at a time, ${rightCount} are labelled correctly by the others`
    : '';
  note(`learned from ${exampleCount} examples: alpha ${strength.alpha}, beta ${strength.beta}${right}`);
  return adapt;
}
