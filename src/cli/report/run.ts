import { availableParallelism } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { at } from '../../at.js';
import { messageOf } from '../../errors.js';
import { chooseDecoder } from '../../media/choose/choose-decoder.js';
import { openJpegEncoder } from '../../media/choose/jpeg-encoder.js';
import { createDecoderPool } from '../../media/pool/decoder-pool.js';
import { chooseRows } from '../../report/choose-rows.js';
import { pageParts } from '../../report/page.js';
import type { EvaluationData, PageData, SourceData } from '../../report/page-data.js';
import { readResults } from '../../report/read/read-results.js';
import { ResultColumns } from '../../report/result-columns.js';
import { inputRules } from '../flags/engine.js';
import type { RunContext } from '../terminal/context.js';
import { createProgress } from '../terminal/progress.js';
import { readPageAssets } from './page-assets.js';
import type { ReportRequest } from './request.js';
import { takePictures, type Pictures, type PictureWish } from './take-pictures.js';
import { writePage } from './write-page.js';

/** Of all pictures together: with the rows of 50,000 clips, a page still opens in a second. */
const MOST_PICTURE_BYTES = 24 * 1024 * 1024;
/** Of what went wrong with pictures, as much as anybody reads. */
const MOST_FAILURES_NAMED = 3;

export interface ReportSummary {
  output: string;
  bytes: number;
  sources: { path: string; kind: SourceData['kind']; rows: number; failures: number; notes: string[] }[];
  rows: number;
  failures: number;
  pictures: number;
  /** videos that gave no pictures */
  without_pictures: { video: string; reason: string }[];
}

/** Runs `report` from the results to the page. */
export async function runReport(request: ReportRequest, context: RunContext): Promise<ReportSummary> {
  const assets = readPageAssets();
  const columns = new ResultColumns();
  const sources: SourceData[] = [];
  const evaluations: EvaluationData[] = [];
  for (const [i, path] of request.results.entries()) {
    const { source, evaluation } = await readResults(path, i, columns);
    sources.push(source);
    if (evaluation !== undefined) evaluations.push(evaluation);
    for (const note of source.notes) context.note(`${path}: ${note}`);
  }
  const data = columns.finish();
  const wishes = wishesOf(request, columns, data, sources);
  await request.existing.refuse({
    'a video': [...new Set(wishes.map(({ video }) => placeOf(video, request.root)))],
  });
  const { pictures, failures, isFull } = await picturesOf(wishes, request, context);
  notePictures(failures, context.note);
  const page: PageData = {
    title: request.flags.title ?? titleOf(sources),
    tool: `xclip ${context.version}`,
    madeAt: new Date().toISOString(),
    rootUrl: request.rootUrl,
    sources,
    evaluations,
    picturesNote: picturesNote(columns.rowCount, pictures.length, isFull, request),
    ...data,
  };
  const bytes = await writePage(request.output, pageParts(page, pictures, assets));
  const summary = {
    output: request.output,
    bytes,
    sources: sources.map(({ run: _, ...source }) => source),
    rows: columns.rowCount,
    failures: columns.failures.video.length,
    pictures: pictures.length,
    without_pictures: failures,
  };
  context.info(
    `${request.output}: ${summary.rows} rows, ${summary.failures} failures, ${pictures.length} with pictures, ${(bytes / 1e6).toFixed(1)} MB`,
  );
  return summary;
}

function titleOf(sources: readonly SourceData[]): string {
  const [first] = sources;
  return sources.length === 1 && first !== undefined ? first.path : `${sources.length} results`;
}

function placeOf(video: string, root: string): string {
  return isAbsolute(video) ? video : join(root, video);
}

function wishesOf(
  { flags }: ReportRequest,
  columns: ResultColumns,
  { rows, entries }: Pick<PageData, 'rows' | 'entries'>,
  sources: readonly SourceData[],
): PictureWish[] {
  if (!flags.frames || flags.thumbnails === 0) return [];
  return chooseRows(rows, entries, flags.thumbnails).map((row) => ({
    row,
    video: columns.videoOf(row),
    startSeconds: at(rows.start, row),
    endSeconds: at(rows.end, row),
    frameIndices: columns.framesOf(row),
    rotate: turnsFrames(at(sources, at(rows.source, row))),
  }));
}

function turnsFrames({ run }: SourceData): boolean {
  const settings = run?.settings;
  return (
    typeof settings === 'object' && settings !== null && 'rotate' in settings && settings.rotate === true
  );
}

/** Where nothing here can decode, there is a page all the same. */
async function picturesOf(
  wishes: readonly PictureWish[],
  { flags, root }: ReportRequest,
  { note, isQuiet }: RunContext,
): Promise<Pictures> {
  const none: Pictures = { pictures: [], failures: [], isFull: false };
  if (wishes.length === 0) return none;
  const { decoder, ffmpeg: ffmpegPath } = flags;
  const chosen = await chooseDecoder({ decoder, ffmpegPath, rules: inputRules(flags) }).catch(
    (error: unknown) => {
      if (flags.decoder !== 'auto' || ffmpegPath !== undefined) throw error;
      note(`no pictures: ${messageOf(error)}`);
      return undefined;
    },
  );
  if (chosen === undefined) return none;
  const { engine, started } = chosen;
  const decoders = flags.decoders ?? availableParallelism();
  const pool = createDecoderPool({ engine, started, size: decoders, timeoutMs: flags.timeout * 1000 });
  const progress = createProgress({ isQuiet, note });
  progress.setTotal(new Set(wishes.map(({ video }) => video)).size);
  try {
    const encoder = await openJpegEncoder(engine);
    const onVideo = (failed: boolean): void => progress.advance({ items: 1, clips: 1, failed });
    return await takePictures(wishes, {
      ...{ root, pool, encoder, decoders, onVideo },
      mostBytes: MOST_PICTURE_BYTES,
    });
  } finally {
    progress.stop();
    await pool.close();
  }
}

function notePictures(failures: Pictures['failures'], note: (line: string) => void): void {
  for (const { video, reason } of failures.slice(0, MOST_FAILURES_NAMED))
    note(`no pictures of ${video}: ${reason}`);
  const more = failures.length - MOST_FAILURES_NAMED;
  if (more > 0) note(`no pictures of ${more} videos more; --root says where their paths begin`);
}

function picturesNote(rows: number, pictures: number, isFull: boolean, { flags }: ReportRequest): string {
  if (!flags.frames || flags.thumbnails === 0) return 'made without pictures';
  if (isFull) return `${pictures} of ${rows} rows have pictures: no more fit into a page`;
  if (rows > flags.thumbnails)
    return `${pictures} of ${rows} rows have pictures, spread over them; --thumbnails takes more`;
  return pictures < rows
    ? `${pictures} of ${rows} rows have pictures: the other videos could not be read`
    : '';
}
