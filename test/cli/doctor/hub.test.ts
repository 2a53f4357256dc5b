import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkHub, type HubQuestion } from '../../../src/cli/doctor/check-hub.js';
import type { CheckResult } from '../../../src/check-result.js';
import { tempFolder } from '../../support/temp-folder.js';

const MODEL = JSON.stringify({ id: 'microsoft/xclip-base-patch32', sha: '0'.repeat(40) });

type Answer = (response: ServerResponse) => void;

/** What the doctor says of a Hub that answers so, and what the Hub was asked. */
async function check(
  answer: Answer,
  { env, ...more }: Partial<HubQuestion> = {},
): Promise<{ finding: CheckResult; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(response);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const HF_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const finding = await checkHub({
    offline: false,
    env: { HF_HOME: tempFolder(), HF_ENDPOINT, ...env },
    ...more,
  });
  return { finding, requests };
}

const say =
  (status: number, body: string): Answer =>
  (response) =>
    void response.writeHead(status).end(body);

describe('the Hub', () => {
  test('that answers is fine, and gets the token', async () => {
    const { finding, requests } = await check(say(200, MODEL), { env: { HF_TOKEN: 'hf_x' } });
    expect(finding.status).toBe('ok');
    expect(finding.detail).toMatch(/^127\.0\.0\.1:\d+ answers in \d+\.\d\d s, with your token$/);
    expect(requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/api/models/microsoft/xclip-base-patch32/revision/main', 'Bearer hf_x'],
    ]);
  });

  test.each<{ name: string; answer: Answer; detail: RegExp; hint: RegExp }>([
    { name: 'a login page', answer: say(200, '<html>Log in'), detail: /not as the Hub/, hint: /login page/ },
    {
      name: 'JSON of something else',
      answer: say(200, '[1]'),
      detail: /not as the Hub/,
      hint: /HF_ENDPOINT/,
    },
    { name: 'a bad token', answer: say(401, '{}'), detail: /HTTP 401/, hint: /HF_TOKEN/ },
    {
      name: 'a mirror without the model',
      answer: say(404, '{}'),
      detail: /answers, but has no model/,
      hint: /HF_ENDPOINT/,
    },
    { name: 'a Hub that is down', answer: say(503, ''), detail: /HTTP 503/, hint: /tiny-shapes/ },
    {
      name: 'a cut answer',
      answer: (response) => void response.destroy(),
      detail: /cannot reach/,
      hint: /--offline/,
    },
  ])('$name is a warning, after one request', async ({ answer, detail, hint }) => {
    const { finding, requests } = await check(answer);
    expect(finding.status).toBe('warn');
    expect(finding.detail).toMatch(detail);
    expect(finding.hint).toMatch(hint);
    expect(requests).toHaveLength(1);
  });

  test.each<{ name: string; answer: Answer }>([
    { name: 'says nothing', answer: () => undefined },
    { name: 'stops inside its answer', answer: (response) => void response.writeHead(200).write('{"sha":') },
  ])('that $name is not waited for', async ({ answer }) => {
    const { finding } = await check(answer, { timeoutMs: 100 });
    expect(finding.status).toBe('warn');
    expect(finding.detail).toMatch(/cannot reach .*no answer within 0\.1 s/);
  });

  test.each<{ name: string; question: Partial<HubQuestion> }>([
    { name: '--offline', question: { offline: true } },
    { name: 'HF_HUB_OFFLINE', question: { env: { HF_HUB_OFFLINE: '1' } } },
  ])('is not asked with $name', async ({ name, question }) => {
    const { finding, requests } = await check(say(200, MODEL), question);
    expect(finding.status).toBe('ok');
    expect(finding.detail).toContain(name);
    expect(requests).toEqual([]);
  });

  test('with an address that is none stops runs', async () => {
    expect(await checkHub({ offline: true, env: { HF_ENDPOINT: 'nonsense' } })).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('HF_ENDPOINT "nonsense"') as string,
      hint: expect.stringContaining('unset it') as string,
    });
  });
});
