import type { LabelledVideos } from '../../pipeline/evaluate/labelled-videos.js';
import { labelsJsonl } from '../../output/formats/labels-jsonl.js';
import { textRows } from '../../output/rows/text-rows.js';
import { type StampedPath, stampPaths, type WalkedPath } from '../../pipeline/find/walk.js';
import { resumableFiles, resumableWork } from '../run/resumable-work.js';
import type { WorkSource } from '../run/work-source.js';
import { withRowsBeside } from './evaluation-files.js';
import type { EvalRequest } from './request.js';

/** The videos of a list, with what an earlier run made of them. Changes nothing. @throws what finding that throws */
export async function findListed({
  manifest: { videos },
  flags,
  format,
}: EvalRequest): Promise<WorkSource<StampedPath>> {
  const files = withRowsBeside(await resumableFiles(flags, format));
  const rowsOf = ({ output }: { output: string }): ReturnType<typeof textRows> =>
    textRows(output, labelsJsonl.text({}).header);
  return {
    ...(await resumableWork(stampPaths(pathsOf(videos)), { files, rowsOf, flags })),
    count: (setTotal) => setTotal(videos.size),
  };
}

async function* pathsOf(videos: LabelledVideos): AsyncGenerator<WalkedPath, void, undefined> {
  for (const path of videos.all()) yield await Promise.resolve({ path });
}
