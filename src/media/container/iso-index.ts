import type { FileBytes } from './file-bytes.js';
import { readDescription } from './iso-description.js';
import { readEditStart } from './iso-edits.js';
import { requireBox } from './iso-boxes.js';
import { readMoov } from './iso-moov.js';
import { readSamples, type IsoSamples } from './iso-samples.js';
import { readVideoTrack } from './iso-track.js';
import { followNals } from './nal-chain.js';
import type { NalFormat } from './nal-format.js';
import { NotIndexed } from './not-indexed.js';
import { servedVideo, type ContainerIndex } from './served-video.js';
import { VPX_HEADER_BYTES } from './vpx-format.js';

/**
 * Lists the packets of a mp4 or mov from its sample tables, and looks at where each of them lies.
 * @throws NotIndexed
 */
export function readIsoIndex(file: FileBytes): ContainerIndex {
  const track = readVideoTrack(readMoov(file));
  const { readFormat, ...description } = readDescription(requireBox(track.tables, 'stsd'));
  const samples = readSamples(track.tables, file.size);
  const start = readEditStart(track.elst, samples, track);
  // Without delays, old FFmpegs let the last packet end with the track.
  if (!samples.hasDelays && samples.endTicks !== track.durationTicks) {
    throw new NotIndexed('its tables disagree');
  }
  const firstBytes = Math.min(samples.sizes[0] ?? 0, VPX_HEADER_BYTES);
  const format = readFormat(Buffer.from(file.at(samples.offsets[0] ?? 0, firstBytes)));
  requirePackets(file, samples, format.nal);
  return servedVideo({
    ...description,
    ...track,
    formatName: 'mov,mp4,m4a,3gp,3g2,mj2',
    format,
    timeBase: { numerator: 1, denominator: track.ticksPerSecond },
    promisedFrameCount: samples.count,
    pts: samples.shownAt.map((ticks) => ticks - start),
    durationOf: (packet) => samples.durations[packet] ?? 0,
  });
}

/** Tables may promise what is not there. */
function requirePackets(file: FileBytes, samples: IsoSamples, nal?: NalFormat): void {
  const { count, offsets, sizes } = samples;
  for (let i = 0; i < count; i++) {
    const offset = offsets[i] ?? 0;
    const size = sizes[i] ?? 0;
    if (offset + size > file.size) throw new NotIndexed('it ends before what it promises');
    const isKey = nal === undefined || followNals(file, offset, size, nal);
    if (i === 0 && !(isKey && samples.isKey(0))) throw new NotIndexed('its first packet is no key frame');
  }
}
