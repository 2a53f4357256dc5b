import { refuseClaims } from '../packets/frame-size.js';
import { beginsInDoubt, listFrames, packetsUpToFirstFrame, type SecondLook } from '../packets/frame-list.js';
import { DEFAULT_RULES } from '../input-rules.js';
import { indexOf, type PacketIndex } from '../packets/packet-index.js';
import { PacketList, PROBE_ENTRIES, type StreamFacts } from '../packets/packet-list.js';
import { complaintsOf, requireVideo, whyProbeFailed } from '../packets/probe-errors.js';
import { FIRST_VIDEO, inputArguments } from './ffmpeg-input.js';
import { LineSplitter } from './line-splitter.js';
import { runProcess } from './run-process.js';
import { findTrack, readFirstFrameTicks, readHiddenPackets, type ProbeSource } from './second-look.js';

/** An index with the stream that it is of, as FFmpeg's programs are told. */
export interface ProbedIndex extends PacketIndex {
  specifier: string;
}

/**
 * Lists the packets of the first video stream that is no cover picture, with one run of ffprobe. Decodes nothing.
 * @param path absolute, of a regular file.
 * @throws VideoError NOT_A_VIDEO, NO_VIDEO_STREAM, TRUNCATED, NO_FRAMES, TOO_LARGE, DECODE_FAILED.
 */
export async function readPacketIndex(
  ffprobePath: string,
  path: string,
  rules = DEFAULT_RULES,
): Promise<ProbedIndex> {
  const first = { ffprobePath, path, rules, specifier: FIRST_VIDEO };
  const listed = await listPackets(first);
  const track = listed.packets.stream?.isAttachedPicture === true ? await findTrack(first) : undefined;
  const probe = track === undefined ? first : { ...first, specifier: track };
  const { packets, complaints } = track === undefined ? listed : await listPackets(probe);
  const { stream, format } = requireVideo(packets);
  const frames = listFrames(packets, await lookAgain(probe, packets, stream));
  return { ...indexOf(packets, frames, stream, format, complaints), specifier: probe.specifier };
}

async function listPackets({
  ffprobePath,
  path,
  rules,
  specifier,
}: ProbeSource): Promise<{ packets: PacketList; complaints: string[] }> {
  const packets = new PacketList();
  const lines = new LineSplitter((line) => packets.addLine(line));
  const result = await runProcess(
    ffprobePath,
    [
      ...['-v', 'error', '-select_streams', specifier],
      ...['-show_entries', PROBE_ENTRIES, '-of', 'compact'],
      ...inputArguments(path, rules),
    ],
    { onStdout: (chunk) => lines.push(chunk) },
  );
  lines.end();
  const complaints = complaintsOf(result.stderr);
  refuseClaims(complaints, rules.maxPixels);
  if (result.exitCode !== 0) throw await whyProbeFailed(path, result);
  return { packets, complaints };
}

/** What the list of packets does not tell, in the few videos where that matters. */
async function lookAgain(
  probe: ProbeSource,
  packets: PacketList,
  { codecName }: StreamFacts,
): Promise<SecondLook> {
  if (codecName === 'vp8') return { isHidden: await readHiddenPackets(probe) };
  if (!beginsInDoubt(packets)) return {};
  return { firstTicks: await readFirstFrameTicks(probe, packetsUpToFirstFrame(packets)) };
}
