import { VideoError } from '../../errors.js';
import type { WalkedPath } from '../../pipeline/find/walk.js';
import type { FailedVideo } from '../../pipeline/read/read-clips.js';
import type { Rows } from '../formats/output-format.js';
import type { SidecarFacts, TagRowKind } from './sidecar-kinds.js';
import { removeSidecarLeftovers } from './sidecar-file.js';
import { sidecarFolder } from './sidecar-place.js';
import { sidecarObstacle, VideoSidecars, type SidecarOptions } from './sidecars.js';

/** Videos whose sidecars could not be written fail before they are read: nothing is computed in vain. */
export async function* refuseObstacles<Path extends WalkedPath>(
  paths: AsyncIterable<Path>,
  options: SidecarOptions,
): AsyncGenerator<Path, void, undefined> {
  for await (const path of paths) {
    const error = path.error ?? (await sidecarObstacle(path.path, options));
    yield error === undefined ? path : { ...path, error };
  }
}

interface Sidecars<Kind extends TagRowKind> extends SidecarOptions {
  kind: Kind;
  facts: SidecarFacts;
}

/**
 * Hands rows on, and writes each video's into its sidecars, which are there before the next video's rows are: a video counts
 * as finished only then. One that fails has none, and an earlier run's stay; one whose sidecar fails is a failed video.
 */
export async function* writeSidecars<Kind extends TagRowKind>(
  rows: AsyncIterable<Rows[Kind] | FailedVideo>,
  sidecars: Sidecars<Kind>,
): AsyncGenerator<Rows[Kind] | FailedVideo, void, undefined> {
  let open: VideoSidecars<Kind> | undefined;
  /** gives no more rows */
  let failedVideo: string | undefined;
  let tidied: string | undefined;
  const publish = async (): Promise<FailedVideo | undefined> => {
    const done = open;
    open = undefined;
    return done === undefined ? undefined : failureOf(done.video, () => done.publish());
  };
  try {
    for await (const item of rows) {
      if (open !== undefined && open.video !== item.video) {
        const failed = await publish();
        if (failed !== undefined) yield failed;
      }
      if (item.video === failedVideo) continue;
      const failed = 'error' in item ? item : await failureOf(item.video, () => add(item));
      if (failed !== undefined) {
        await open?.abandon();
        open = undefined;
        failedVideo = item.video;
      }
      yield failed ?? item;
    }
    const failed = await publish();
    if (failed !== undefined) yield failed;
  } finally {
    await open?.abandon();
  }

  async function add(row: Rows[Kind]): Promise<void> {
    if (open === undefined) {
      tidyFolderOf(row.video);
      open = await VideoSidecars.create(sidecars.kind, row.video, sidecars, sidecars.facts);
    }
    await open.add(row);
  }

  /** Videos of a folder come one after the other: it is looked through once. */
  function tidyFolderOf(video: string): void {
    const folder = sidecarFolder(video, sidecars.folder);
    if (folder !== tidied) removeSidecarLeftovers(folder);
    tidied = folder;
  }
}

async function failureOf(video: string, work: () => Promise<void>): Promise<FailedVideo | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof VideoError) return { video, error };
    throw error;
  }
}
