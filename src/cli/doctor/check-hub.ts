import { CheckpointError } from '../../errors.js';
import { checkResultOf, type CheckResult } from '../../check-result.js';
import { badAnswer, reasonOf, unreachable, WITHOUT_HUB } from '../../hub/hub-errors.js';
import { hostOf, requestHub, type Fetch } from '../../hub/hub-request.js';
import { readHubSettings, readHubToken, type Environment } from '../../hub/hub-settings.js';
import { DEFAULT_MODEL } from '../../hub/known-models.js';
import { readBody } from '../../hub/read-body.js';
import { startWatchdog } from '../../hub/watchdog.js';

const CHECK = 'hub';
const TIMEOUT_MS = 5000;
/** Facts of one model. */
const MOST_BYTES = 16 * 1024 * 1024;
const WHAT_IS_LEFT =
  'models in the cache run as they are, at once with --offline; HF_ENDPOINT takes a mirror of the Hub';

export interface HubQuestion {
  /** of --offline */
  offline: boolean;
  env: Environment;
  fetch?: Fetch;
  /** for the whole answer */
  timeoutMs?: number;
}

/** Whether the Hub answers, as the Hub does and within a moment; asked once, without trying again. */
export async function checkHub(question: HubQuestion): Promise<CheckResult> {
  let settings;
  try {
    settings = readHubSettings(question.env);
  } catch (error) {
    // It stops every run that names a Hub model, even a cached one.
    return checkResultOf(CHECK, 'fail', error);
  }
  if (question.offline || settings.offline) {
    const why = question.offline ? '--offline' : 'HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE is set';
    return {
      check: CHECK,
      status: 'ok',
      detail: `not asked (${why}): models come from folders and the cache`,
    };
  }
  const started = performance.now();
  try {
    const token = await readHubToken(question.env);
    await askForModel(question, settings.endpoint, token);
    const seconds = ((performance.now() - started) / 1000).toFixed(2);
    const withToken = token === undefined ? '' : ', with your token';
    return {
      check: CHECK,
      status: 'ok',
      detail: `${hostOf(settings.endpoint)} answers in ${seconds} s${withToken}`,
    };
  } catch (error) {
    return { check: CHECK, status: 'warn', ...explained(error, hostOf(settings.endpoint)) };
  }
}

function explained(error: unknown, host: string): { detail: string; hint: string } {
  // Nobody has misspelt the id, as the error of a run supposes.
  if (error instanceof CheckpointError && error.code === 'MODEL_NOT_FOUND') {
    return {
      detail: `${host} answers, but has no model ${DEFAULT_MODEL}`,
      hint: `unset HF_ENDPOINT, or set it to a mirror that has it; ${WITHOUT_HUB}`,
    };
  }
  const { detail, hint = 'check HF_ENDPOINT' } = checkResultOf(CHECK, 'warn', error);
  return { detail, hint: `${hint}; ${WHAT_IS_LEFT}` };
}

async function askForModel(
  { fetch = globalThis.fetch, timeoutMs = TIMEOUT_MS }: HubQuestion,
  endpoint: string,
  token: string | undefined,
): Promise<void> {
  const subject = { id: DEFAULT_MODEL, revision: 'main' };
  const connection = { endpoint, token, fetch, subject, timeoutMs, retryDelaysMs: [], signal: undefined };
  const host = hostOf(endpoint);
  const watchdog = startWatchdog(timeoutMs);
  try {
    const address = `${endpoint}/api/models/${DEFAULT_MODEL}/revision/main`;
    const response = await requestHub(connection, address, {}, watchdog.signal);
    // A login page of the network answers too.
    const text = Buffer.from(await readBody(response, { host, mostBytes: MOST_BYTES })).toString('utf8');
    if (!isModel(text)) throw badAnswer(host, `"${text.trim().slice(0, 40)}"`);
  } catch (error) {
    if (watchdog.expired()) throw unreachable(host, `no answer within ${timeoutMs / 1000} s`, error);
    throw error instanceof CheckpointError ? error : unreachable(host, reasonOf(error), error);
  } finally {
    watchdog.stop();
  }
}

function isModel(text: string): boolean {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null && 'sha' in answer;
  } catch {
    return false;
  }
}
