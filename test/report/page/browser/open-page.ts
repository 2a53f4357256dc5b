import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A Chromium of this machine, or of CHROME_PATH; undefined where there is none. */
export function browserPath(): string | undefined {
  return [process.env.CHROME_PATH ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));
}

/** Without a browser these tests are left out, unless they are asked for (`npm run test:browser`). */
export const HAS_BROWSER = browserPath() !== undefined || process.env.XCLIP_TEST_BROWSER === '1';

export async function startBrowser(): Promise<Browser> {
  const executablePath = browserPath();
  if (executablePath === undefined) throw new Error('no Chromium is found; set CHROME_PATH');
  // A container's root has no sandbox of its own.
  return puppeteer.launch({ executablePath, pipe: true, args: ['--no-sandbox', '--disable-gpu'] });
}

export interface Opened {
  page: Page;
  /** what went wrong in the page: errors, and what its policy refused */
  complaints: string[];
  /** addresses that were asked for, but for the page's own and data in it */
  requests: string[];
}

/** A report, as somebody opens it from a disk. */
export async function openPage(browser: Browser, path: string): Promise<Opened> {
  const page = await browser.newPage();
  await page.setViewport({ width: 1300, height: 850 });
  // Where it moves smoothly, a place that is clicked is elsewhere by then.
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => void complaints.push(message.text()));
  page.on('pageerror', (error) => void complaints.push(String(error)));
  const url = pathToFileURL(path).href;
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && request.url().split('#')[0] !== url)
      requests.push(request.url());
  });
  await page.goto(url);
  await page.waitForSelector('body[data-ready]');
  return { page, complaints, requests };
}

export function text(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (element) => element.textContent);
}

export async function waitForText(page: Page, selector: string, wanted: string): Promise<void> {
  await page.waitForFunction(
    (where, what) => document.querySelector(where)?.textContent.includes(what) === true,
    { timeout: 10_000 },
    selector,
    wanted,
  );
}

/** Of the rows that are drawn, one column, from the top. */
export function column(page: Page, grid: string, place: number): Promise<string[]> {
  return page.$$eval(
    `#${grid} .scroller [role=row]`,
    (rows, cell) =>
      rows
        .map((row) => ({
          index: Number(row.getAttribute('aria-rowindex')),
          text: row.children[cell]?.textContent ?? '',
        }))
        .sort((a, b) => a.index - b.index)
        .map((row) => row.text),
    place,
  );
}
