import { findingOf, type Finding } from '../../finding.js';
import { chooseDecoder, type DecoderChoice, type DecoderFacts } from '../../media/choose-decoder.js';
import { listHwaccels } from '../../media/ffmpeg/list-hwaccels.js';
import type { LocatedMediaTools, LocatedProgram } from '../../media/ffmpeg/locate-ffmpeg.js';

export interface DecoderQuestion {
  /** of --ffmpeg */
  ffmpegPath: string | undefined;
  env: NodeJS.ProcessEnv;
}

/** Whether node-av loads. */
export async function checkNative({ env }: DecoderQuestion): Promise<Finding> {
  const check = 'decoder native';
  try {
    const { version } = await tried({ decoder: 'native', env });
    return { check, status: 'ok', detail: `FFmpeg ${version}` };
  } catch (error) {
    return findingOf(check, 'warn', error);
  }
}

/** Whether there is an ffmpeg and an ffprobe, and where from. */
export async function checkFfmpeg(tools: () => Promise<LocatedMediaTools>): Promise<Finding> {
  const check = 'decoder ffmpeg';
  try {
    const { ffmpeg, ffprobe } = await tools();
    return { check, status: 'ok', detail: `${programText(ffmpeg)}; ${programText(ffprobe)}` };
  } catch (error) {
    return findingOf(check, 'warn', error);
  }
}

/** What ffmpeg was built to decode with; that a machine has the hardware, only decoding shows. */
export async function checkHwaccels(tools: () => Promise<LocatedMediaTools>): Promise<Finding> {
  const check = 'hardware decoders';
  let path: string;
  try {
    path = (await tools()).ffmpeg.path;
  } catch {
    return {
      check,
      status: 'warn',
      detail: 'not known without an ffmpeg',
      hint: 'see decoder ffmpeg, above',
    };
  }
  const names = await listHwaccels(path);
  if (names.length > 0) {
    return { check, status: 'ok', detail: `that ffmpeg is built with ${names.join(', ')}` };
  }
  const hint = 'videos are decoded on the CPU; another build of FFmpeg may have them';
  return { check, status: 'warn', detail: 'that ffmpeg is built without any', hint };
}

/** What `--decoder auto` takes. Without one, nothing can be tagged. */
export async function checkAutoDecoder(question: DecoderQuestion): Promise<Finding> {
  const check = 'decoder auto';
  try {
    const { engine } = await tried(question);
    return { check, status: 'ok', detail: `takes ${engine}` };
  } catch (error) {
    return findingOf(check, 'fail', error);
  }
}

async function tried(choice: DecoderChoice): Promise<DecoderFacts> {
  const { facts, started } = await chooseDecoder(choice);
  await started?.stop(new Error('it was only tried'));
  return facts;
}

function programText({ path, source, version }: LocatedProgram): string {
  return `${path} ${version.text} (${source === 'option' ? '--ffmpeg' : source})`;
}
