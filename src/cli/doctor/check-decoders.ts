import { checkResultOf, type CheckResult } from '../../check-result.js';
import { chooseDecoder, type DecoderChoice, type DecoderFacts } from '../../media/choose/choose-decoder.js';
import { listHwaccels } from '../../media/choose/hwaccel-devices.js';
import type { LocatedMediaTools, LocatedProgram } from '../../media/choose/locate-ffmpeg.js';

export interface DecoderQuestion {
  /** of --ffmpeg */
  ffmpegPath: string | undefined;
  env: NodeJS.ProcessEnv;
}

/** Whether node-av loads. */
export async function checkNative({ env }: DecoderQuestion): Promise<CheckResult> {
  const check = 'decoder native';
  try {
    const { version } = await tried({ decoder: 'native', env });
    return { check, status: 'ok', detail: `FFmpeg ${version}` };
  } catch (error) {
    return checkResultOf(check, 'warn', error);
  }
}

/** Whether there is an ffmpeg and an ffprobe, and where from. */
export async function checkFfmpeg(tools: () => Promise<LocatedMediaTools>): Promise<CheckResult> {
  const check = 'decoder ffmpeg';
  try {
    const { ffmpeg, ffprobe } = await tools();
    return { check, status: 'ok', detail: `${programText(ffmpeg)}; ${programText(ffprobe)}` };
  } catch (error) {
    return checkResultOf(check, 'warn', error);
  }
}

/** Which of the devices that ffmpeg was built for open here, and why the others do not; that one decodes, only a run shows. */
export async function checkHwaccels(tools: () => Promise<LocatedMediaTools>): Promise<CheckResult> {
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
  const devices = await listHwaccels(path);
  const open = devices.filter(({ opens }) => opens).map(({ name }) => name);
  if (open.length > 0) return { check, status: 'ok', detail: `${open.join(', ')} (--hwaccel auto)` };
  const closed = devices.map(({ name, reason }) => `${name}: ${reason ?? 'does not open'}`);
  return {
    check,
    status: 'warn',
    detail: closed.length > 0 ? `none opens (${closed.join('; ')})` : 'that ffmpeg is built without any',
    hint: 'videos are decoded on the CPU; docs/DECODERS.md says what each device needs',
  };
}

/** What `--decoder auto` takes. Without one, nothing can be tagged. */
export async function checkAutoDecoder(question: DecoderQuestion): Promise<CheckResult> {
  const check = 'decoder auto';
  try {
    const { engine } = await tried(question);
    return { check, status: 'ok', detail: `takes ${engine}` };
  } catch (error) {
    return checkResultOf(check, 'fail', error);
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
