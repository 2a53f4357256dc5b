import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../../support/fixtures.js';
import { runHere } from '../../../support/run-here.js';
import { column, HAS_BROWSER, openPage, startBrowser, text, waitForText, type Opened } from './open-page.js';

const HOSTILE = '<img src=x onerror="document.title=1"></script>\u202e\u0007.mp4';
const LONG = `${'x'.repeat(10_000)}.mp4`;
const GROWING = 'a-yellow-triangle-growing.mp4';

const record = (video: string, clip: number, label: string, probability: number) => ({
  ...{ video, clip, start_s: clip * 2 + 1, end_s: clip * 2 + 1.5, frame_indices: [12, 13, 14] },
  labels: [
    { label, probability, logit: 9 },
    { label: 'something else', probability: (1 - probability) / 2, logit: 1 },
  ],
});
const RECORDS = [
  record(GROWING, 0, 'a yellow triangle growing', 0.9),
  record(HOSTILE, 0, '<b>bold</b>', 0.5),
  record(LONG, 0, 'a dog', 0.25),
  ...[0, 1, 2, 3].map((clip) => record('talk.mp4', clip, clip < 2 ? 'a cat' : 'a dog', 0.6 + clip / 10)),
];
const FAILURES = [
  { video: 'empty.mp4', code: 'EMPTY_FILE', message: 'the file is empty' },
  { video: HOSTILE, code: 'TRUNCATED', message: '<i>cut</i>' },
  { video: 'cut.mp4', code: 'TRUNCATED', message: 'cut short' },
];
const EVALUATION = {
  ...{ videos: 3, failed: 0, top1: 2 / 3, top5: 1, mean_class_accuracy: 0.75, ece: 0.125 },
  classes: [
    { label: 'a cat', count: 1, top1: 1, top5: 1 },
    { label: '<u>dog</u>', count: 2, top1: 0.5, top5: 1 },
  ],
  confusion: {
    labels: ['a cat', '<u>dog</u>'],
    counts: [
      [1, 0],
      [1, 1],
    ],
  },
  misses: [{ video: HOSTILE, label: '<u>dog</u>', predicted: 'a cat', probability: 0.7 }],
};
const CONTROLS = ['button', 'link', 'grid', 'slider', 'searchbox', 'combobox'];
const lines = (values: readonly object[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe.skipIf(!HAS_BROWSER)('the page in Chromium', () => {
  let folder: string;
  let browser: Browser;
  let opened: Opened;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'xclip-page-'));
    copyFileSync(join(ROOT, 'examples/clips', GROWING), join(folder, GROWING));
    writeFileSync(join(folder, 'tags.jsonl'), lines(RECORDS));
    writeFileSync(join(folder, 'tags.jsonl.errors.jsonl'), lines(FAILURES));
    writeFileSync(
      join(folder, 'tags.jsonl.run.json'),
      JSON.stringify({ settings: { every: '2', prompt: HOSTILE } }),
    );
    writeFileSync(join(folder, 'eval.json'), JSON.stringify(EVALUATION));
    const made = await runHere(['report', 'tags.jsonl', 'eval.json', '-o', 'report.html', '-q'], {
      cwd: folder,
    });
    expect(made.status).toBe(0);
    browser = await startBrowser();
    opened = await openPage(browser, join(folder, 'report.html'));
  });
  afterAll(async () => {
    // A Chromium that did not start has nothing to close.
    await (browser as Browser | undefined)?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const status = (): Promise<string> => text(opened.page, '#clips .status');
  const reset = (): Promise<void> => opened.page.$eval('.reset', (button) => (button as HTMLElement).click());

  test('shows what strangers named as text', async () => {
    const { page } = opened;
    const names = await column(page, 'clips-grid', 1);
    // The name, then the folder: a slash is one, whatever stands around it.
    expect(names).toContain('script>\\u202e\\x07.mp4<img src=x onerror="document.title=1"></');
    expect(
      await page.$$eval('img', (images) => images.every((image) => image.className === 'thumbnail')),
    ).toBe(true);
    expect(await page.$$eval('b, u, i:not(.bar-fill):not(.dot)', (found) => found.length)).toBe(0);
    expect(await page.title()).toBe('2 results');
    expect(names.some((name) => name.length >= 10_000)).toBe(true);
    // Cut on the screen, whole in the page.
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });

  test('searches in videos and labels', async () => {
    const { page } = opened;
    expect(await status()).toBe('7 rows');
    await page.type('#search', 'TALK cat');
    await waitForText(page, '#clips .status', '2 of 7 rows');
    expect(await column(page, 'clips-grid', 1)).toEqual(['talk.mp4', 'talk.mp4']);
    await page.type('#search', ' nothing');
    await waitForText(page, '#clips .status', '0 of 7 rows');
    await reset();
    expect(await status()).toBe('7 rows');
  });

  test('sorts by a column, and says so', async () => {
    const { page } = opened;
    const click = (place: number): Promise<void> =>
      page.$$eval('#clips-grid .sort', (buttons, i) => (buttons[i] as HTMLElement).click(), place);
    const direction = (): Promise<(string | null)[]> =>
      page.$$eval('#clips-grid [role=columnheader]', (heads) =>
        heads.map((head) => head.getAttribute('aria-sort')),
      );
    await click(3);
    expect(await direction()).toEqual([null, 'none', 'none', 'none', 'descending']);
    expect((await column(page, 'clips-grid', 4)).slice(0, 3)).toEqual([
      '90.0\u00a0%',
      '90.0\u00a0%',
      '80.0\u00a0%',
    ]);
    await click(3);
    expect((await column(page, 'clips-grid', 4))[0]).toBe('25.0\u00a0%');
    await click(3);
    expect(await direction()).toEqual([null, 'none', 'none', 'none', 'none']);
  });

  test('filters by a label and its probability', async () => {
    const { page } = opened;
    const value = await page.$$eval(
      '#label-filter option',
      (options) => options.find((option) => option.textContent === 'something else')?.value ?? '',
    );
    await page.select('#label-filter', value);
    expect(await status()).toBe('7 rows');
    await page.$eval('#least', (range) => {
      (range as HTMLInputElement).value = '20';
      range.dispatchEvent(new Event('input'));
    });
    expect(await status()).toBe('3 of 7 rows');
    await reset();
  });

  test('goes by keys from row to row, into one and back', async () => {
    const { page } = opened;
    await page.focus('#clips-grid');
    const active = (): Promise<string | null> =>
      page.$eval('#clips-grid', (grid) => grid.getAttribute('aria-activedescendant'));
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp'] as const) await page.keyboard.press(key);
    expect(await active()).toBe('clips-grid-row-1');
    await page.keyboard.press('End');
    expect(await active()).toBe('clips-grid-row-6');
    expect(await page.$eval('#clips-grid-row-6', (row) => row.getAttribute('aria-selected'))).toBe('true');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
    expect(await text(page, '#detail-title')).toBe(GROWING);
    await page.keyboard.press('j');
    expect(await text(page, '#detail-title')).not.toBe(GROWING);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog:not([open])');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('clips-grid');
  });

  test('shows the frames of a row, and plays its video from there', async () => {
    const { page } = opened;
    await page.click('#clips-grid-row-0');
    await page.waitForSelector('dialog[open]');
    const alts = await page.$$eval('dialog .thumbnail', (images) =>
      images.map((image) => image.getAttribute('alt')),
    );
    expect(alts).toEqual(['frame 12', 'frame 13', 'frame 14']);
    const widths = await page.$$eval('dialog .thumbnail', (images) =>
      images.map((image) => (image as HTMLImageElement).naturalWidth),
    );
    expect(widths.every((width) => width > 0)).toBe(true);
    await page.click('dialog .play');
    await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 2);
    expect(await page.$eval('video', (video) => video.currentTime)).toBeGreaterThanOrEqual(1);
    await page.keyboard.press('Escape');
    // What was asked for is the file beside the page.
    expect(opened.requests.splice(0).every((url) => url.startsWith('file:') && url.includes(GROWING))).toBe(
      true,
    );
  });

  test('says so where a video is not there any more', async () => {
    const { page } = opened;
    await page.click('#clips-grid-row-3');
    expect(await text(page, 'dialog .detail-body')).toContain('No pictures of this row');
    await page.click('dialog .play');
    await page.waitForSelector('dialog [role=alert]');
    expect(await text(page, 'dialog [role=alert]')).toContain('cannot play it');
    await page.keyboard.press('Escape');
    opened.complaints.splice(0);
    opened.requests.splice(0);
  });

  test('opens a timeline where it is clicked, and goes along it by keys', async () => {
    const { page } = opened;
    expect(await column(page, 'tracks-grid', 0)).toEqual(['talk.mp4']);
    const band = await (await page.$('.band'))?.boundingBox();
    await page.$eval('#timelines', (part) => part.scrollIntoView());
    await page.click('.band', { offset: { x: (band?.width ?? 0) * 0.9, y: 5 } });
    await page.waitForSelector('dialog[open] [role=slider]');
    const now = (): Promise<string[]> =>
      page.$eval('[role=slider]', (slider) =>
        ['now', 'max', 'text'].map((name) => slider.getAttribute(`aria-value${name}`) ?? ''),
      );
    expect(await now()).toEqual(['4', '4', '6.00 s – 7.50 s: a dog, 90.0\u00a0%']);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await now()).toEqual(['2', '4', '2.00 s – 4.00 s: a cat, 70.0\u00a0%']);
    expect(await text(page, 'dialog .detail-body')).toContain('clip 1');
    await page.keyboard.press('Escape');
  });

  test('shows failures by code', async () => {
    const { page } = opened;
    const codes = await page.$$eval('.choice', (buttons) => buttons.map((button) => button.textContent));
    expect(codes).toEqual(['all3', 'TRUNCATED2', 'EMPTY_FILE1']);
    await page.$$eval('.choice', (buttons) => (buttons[1] as HTMLElement).click());
    expect(await column(page, 'failures-grid', 2)).toEqual(['<i>cut</i>', 'cut short']);
    expect(await text(page, '#failures .status')).toBe('2 failures');
  });

  test('shows an evaluation', async () => {
    const { page } = opened;
    const cells = await page.$$eval('.confusion tr', (rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent)),
    );
    expect(cells).toEqual([
      ['', 'a cat', '<u>dog</u>'],
      ['a cat', '1', '0'],
      ['<u>dog</u>', '1', '1'],
    ]);
    expect(await text(page, '#evaluation-0 .tiles')).toContain('66.7\u00a0%');
    expect(await column(page, 'misses-grid-0', 2)).toEqual(['a cat']);
  });

  test('has light and dark colours', async () => {
    const { page } = opened;
    const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    const light = await paper();
    await page.click('.theme');
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.click('.theme');
    expect(await paper()).toBe(light);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    expect(await paper()).toBe(light);
  });

  test('every control has a name', async () => {
    const tree = await opened.page.accessibility.snapshot({ interestingOnly: true });
    const controls: { role: string; name: string }[] = [];
    const visit = ({ role, name = '', children = [] }: NonNullable<typeof tree>): void => {
      if (CONTROLS.includes(role)) controls.push({ role, name });
      children.forEach(visit);
    };
    if (tree !== null) visit(tree);
    expect(new Set(controls.map(({ role }) => role))).toEqual(new Set(CONTROLS));
    expect(controls.filter(({ name }) => name.trim() === '')).toEqual([]);
  });

  test('asks for nothing, breaks no rule of its policy, and its policy holds', async () => {
    expect(opened.requests).toEqual([]);
    expect(opened.complaints).toEqual([]);
    const { page } = opened;
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      try {
        script.textContent = 'document.body.dataset.ran = "1"';
        document.body.append(script);
      } catch {
        // refused before it could be refused again
      }
      return document.body.dataset.ran;
    });
    expect(ran).toBeUndefined();
    const fetched = await page.evaluate(() =>
      fetch('https://example.org').then(
        () => 'came',
        () => 'refused',
      ),
    );
    expect(fetched).toBe('refused');
  });
});
