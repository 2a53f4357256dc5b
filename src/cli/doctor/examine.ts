import { tmpdir } from 'node:os';
import { cacheFolder } from '../../cache/cache-folder.js';
import { checkResultOf, type CheckResult } from '../../check-result.js';
import { readHubSettings } from '../../hub/hub-settings.js';
import { DEFAULT_MODEL } from '../../hub/known-models.js';
import { locateMediaTools, type LocatedMediaTools } from '../../media/choose/locate-ffmpeg.js';
import { THIS_MACHINE } from '../../xclip/runtime/device/choose-device.js';
import { DEVICE_NAMES } from '../../xclip/runtime/device/device-names.js';
import { probeDevice } from '../../xclip/runtime/device/probe-device.js';
import { modelRows } from '../models/model-rows.js';
import { checkAutoDecoder, checkFfmpeg, checkHwaccels, checkNative } from './check-decoders.js';
import { askedOnce, checkAutoDevice, checkDevice, checkGpus } from './check-devices.js';
import { checkFolder } from './check-folder.js';
import { checkHub } from './check-hub.js';
import { checkMemory, readMemory } from './check-memory.js';
import { checkModels } from './check-models.js';
import { checkNode } from './check-node.js';
import { checkProcessor, readProcessor } from './check-processor.js';
import { checkRuntime } from './check-runtime.js';
import { within } from './within.js';

export interface DoctorOptions {
  /** of the tool */
  version: string;
  /** engines.node of the package */
  nodeWanted: string;
  /** do not ask the Hub */
  offline: boolean;
  /** of --ffmpeg */
  ffmpegPath: string | undefined;
  env: NodeJS.ProcessEnv;
}

/** A GPU may compile for a while when it is first used; one that takes longer than this is of no use to a run either. */
const PROBE_MS = 60_000;
/** More than a probe, whose own limit ends its process. */
const CHECK_MS = 70_000;

/** What a first run may write: base-patch32's weights (0.8 GB), its folded copy (0.2 GB), a clip. */
const DOWNLOAD_BYTES = 1e9;
const FOLDED_BYTES = 2e8;
const TEMPORARY_BYTES = 1e8;

interface Check {
  check: string;
  look: () => CheckResult | Promise<CheckResult>;
}

/**
 * Looks at all that decides what this machine can run, one thing after the other, since some measure its speed. Never
 * throws: what cannot be looked at is a result too.
 */
export async function* examine(options: DoctorOptions): AsyncGenerator<CheckResult, void, undefined> {
  // The network's answer is waited for while the rest is looked at.
  const hub = examined({ check: 'hub', look: () => checkHub(options) });
  for (const check of [...checksOfMachine(options), ...checksOfDecoders(options)])
    yield await examined(check);
  yield await hub;
  for (const check of checksOfFolders(options)) yield await examined(check);
}

async function examined({ check, look }: Check): Promise<CheckResult> {
  try {
    return await within(Promise.resolve().then(look), CHECK_MS);
  } catch (error) {
    const { detail, hint = 'report this' } = checkResultOf(check, 'warn', error);
    return { check, status: 'warn', detail: `this could not be looked at: ${detail}`, hint };
  }
}

function checksOfMachine({ version: toolVersion, nodeWanted: wanted }: DoctorOptions): Check[] {
  const { version, platform, arch } = process;
  const devices = askedOnce({ ...THIS_MACHINE, probe: (device) => probeDevice(device, PROBE_MS) });
  return [
    { check: 'node', look: () => checkNode({ version, wanted, toolVersion, platform, arch }) },
    { check: 'processor', look: async () => checkProcessor(await readProcessor()) },
    { check: 'memory', look: () => checkMemory(readMemory()) },
    { check: 'onnxruntime', look: async () => checkRuntime(await devices.probe('cpu')) },
    { check: 'gpus', look: () => checkGpus(devices.gpus()) },
    ...DEVICE_NAMES.map((device) => ({
      check: `device ${device}`,
      look: () => checkDevice(device, devices),
    })),
    { check: 'device auto', look: () => checkAutoDevice(devices) },
  ];
}

function checksOfDecoders(options: DoctorOptions): Check[] {
  let located: Promise<LocatedMediaTools> | undefined;
  const tools = (): Promise<LocatedMediaTools> => (located ??= locateMediaTools(options));
  return [
    { check: 'decoder native', look: () => checkNative(options) },
    { check: 'decoder ffmpeg', look: () => checkFfmpeg(tools) },
    { check: 'hardware decoders', look: () => checkHwaccels(tools) },
    { check: 'decoder auto', look: () => checkAutoDecoder(options) },
  ];
}

function checksOfFolders({ offline, env }: DoctorOptions): Check[] {
  return [
    { check: 'models', look: async () => checkModels(await modelRows()) },
    { check: 'hub cache', look: () => checkHubCache(offline, env) },
    {
      check: 'own cache',
      look: () =>
        checkFolder({
          check: 'own cache',
          folder: cacheFolder(env),
          counts: true,
          neededBytes: FOLDED_BYTES,
          // Only --precision int8 needs it.
          unwritable: 'warn',
          elsewhere: 'set XCLIP_CACHE to another folder: --precision int8 keeps folded weights there',
        }),
    },
    {
      check: 'temporary files',
      look: () =>
        checkFolder({
          check: 'temporary files',
          folder: tmpdir(),
          counts: false,
          neededBytes: TEMPORARY_BYTES,
          unwritable: 'warn',
          elsewhere: 'set TMPDIR (TEMP on Windows) to another folder',
        }),
    },
  ];
}

/** Whoever has the model, or will not fetch it, does not need to write there. */
async function checkHubCache(offline: boolean, env: NodeJS.ProcessEnv): Promise<CheckResult> {
  // Where the cache is does not hang on whether the endpoint is well-formed, which is said elsewhere.
  const settings = readHubSettings({ ...env, HF_ENDPOINT: undefined });
  const hasModel = (await modelRows()).some(({ id, state }) => id === DEFAULT_MODEL && state === 'cached');
  const isNeeded = !hasModel && !offline && !settings.offline;
  return checkFolder({
    check: 'hub cache',
    folder: settings.cacheFolder,
    counts: true,
    neededBytes: isNeeded ? DOWNLOAD_BYTES : 0,
    unwritable: isNeeded ? 'fail' : 'warn',
    elsewhere: 'set HF_HOME (or HF_HUB_CACHE, if that is set) to another folder',
  });
}
