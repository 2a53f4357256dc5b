/** A server that does not come to an end, by mistake or by intent, costs a bounded number of bytes, pages and seconds. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failureOf, HubFixture } from './hub-fixture.js';

const MOST_BYTES = 64 * 2 ** 20;
const MOST_PAGES = 200;

const hub = new HubFixture();
beforeEach(() => hub.start());
afterEach(() => hub.stop());

test.each([
  ["a model's facts", /\/revision\//],
  ['a list of files', /\/tree\//],
])('%s without end is not read on, nor asked for again', async (_name, endless) => {
  hub.server.faults.endless = endless;
  expect(await failureOf(hub.resolve())).toMatchObject({
    code: 'HUB_BAD_ANSWER',
    message: expect.stringMatching(
      /but not as the Hub does: an answer that goes on after \d+ bytes$/,
    ) as string,
  });
  expect(hub.server.requests.filter(({ path }) => endless.test(path))).toHaveLength(1);
  // What is on its way when the reader lets go is sent for nothing.
  expect(hub.server.endlessBytes).toBeLessThan(MOST_BYTES + 2 ** 24);
});

test('a list of files without a last page ends', async () => {
  hub.server.faults.endlessPages = true;
  expect(await failureOf(hub.resolve())).toMatchObject({
    code: 'HUB_BAD_ANSWER',
    message: expect.stringContaining(`a list of files of more than ${MOST_PAGES} pages`) as string,
  });
  expect(hub.server.requests.length).toBeLessThanOrEqual(MOST_PAGES);
});

test('a list of files whose pages come slowly ends, and a copy in the cache serves', async () => {
  const whole = await hub.resolve();
  hub.server.faults.endlessPages = true;
  hub.server.faults.pageDelayMs = 50;
  const slow = { timeoutMs: 400, retryDelaysMs: [] };
  const notices: string[] = [];
  const found = await hub.resolve({ ...slow, refresh: true, onNotice: (line) => notices.push(line) });
  expect(found).toEqual({ ...whole, source: 'cache' });
  expect(notices[0]).toMatch(/its list of files was not whole after 4 s/);
});

test('a text of a checkpoint that claims to be huge is not downloaded', async () => {
  hub.server.faults.listed = [
    { type: 'file', path: 'config.json', size: MOST_BYTES + 1, oid: 'a'.repeat(40) },
  ];
  expect(await failureOf(hub.resolve())).toMatchObject({
    code: 'BROKEN_CHECKPOINT',
    message: 'config.json of acme/xclip-test is larger than any of an X-CLIP checkpoint',
  });
  expect(hub.server.downloads).toEqual([]);
});
