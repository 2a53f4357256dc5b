import { stat } from 'node:fs/promises';
import { isAbsolute, join, normalize, sep } from 'node:path';
import { UsageError } from '../../../errors.js';

/** A video of a list, where it should be. */
export interface ListedVideo {
  video: string;
  label: string;
  file: string;
  line: number;
}

/** What a list of labelled videos gives. */
export interface VideoList {
  /** one at a time; @throws UsageError BAD_MANIFEST */
  videos: AsyncIterable<ListedVideo>;
  /** all labels, where their order is given; else those of the videos, sorted */
  labels?: readonly string[];
}

/** Where a list is, where its videos are, and which part of it is meant. */
export interface ListOptions {
  path: string;
  /** the list's folder if undefined */
  root: string | undefined;
  split: string | undefined;
}

/** The path of a video that is named relative to a folder, with forward slashes. */
export function pathBelow(root: string, video: string): string {
  const path = isAbsolute(video) ? normalize(video) : join(root, video);
  return sep === '/' ? path : path.replaceAll(sep, '/');
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** @param why as a clause about the file */
export function badManifest(path: string, why: string, cause?: unknown): UsageError {
  return new UsageError(`${path} is no list of labelled videos: ${why}`, {
    code: 'BAD_MANIFEST',
    hint: 'give a CSV file with the columns video and label, or say whose it is with --dataset',
    cause,
  });
}
