import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { embeddedJson, pageParts } from '../../src/report/page.js';
import { ResultColumns } from '../../src/report/result-columns.js';

const HOSTILE = '</script><img src=x onerror="alert(1)"><!--\u2028';

function pageOf(title: string, video: string): string {
  const columns = new ResultColumns();
  const row = columns.addRow({ source: 0, video, clip: 0, startSeconds: 0, endSeconds: 1 });
  columns.addEntry(row, { label: video, rank: 1, probability: 0.123456789 });
  const data = {
    ...{ title, tool: 'xclip', madeAt: '2024-01-01T00:00:00Z', rootUrl: './', sources: [], evaluations: [] },
    ...{ picturesNote: '', ...columns.finish() },
  };
  const picture = { row: 0, frames: [1], widthPixels: 8, heightPixels: 8, jpeg: 'AAAA' };
  return [...pageParts(data, [picture], { script: 'let a = 1;', style: 'p { color: red }' })].join('');
}

describe('a page', () => {
  test('names cannot leave the place of the data', () => {
    const page = pageOf(HOSTILE, HOSTILE);
    expect(page.match(/<\/script>/g)).toHaveLength(3);
    expect(page).not.toContain('<img');
    expect(page).toContain('<title>&lt;/script&gt;&lt;img');
    const [, json = ''] = /id="data">([\s\S]*?)<\/script>/.exec(page) ?? [];
    const data = JSON.parse(json) as {
      title: string;
      videos: { name: string[] };
      entries: { probability: number[] };
    };
    expect(data.title).toBe(HOSTILE);
    expect(data.entries.probability).toEqual([0.1235]);
    expect(data.videos.name).toEqual([HOSTILE.slice(2)]);
  });

  test('its policy names its own script and style, and nothing else', () => {
    const page = pageOf('a', 'b');
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash('let a = 1;')};`);
    expect(policy).toContain(`style-src ${hash('p { color: red }')};`);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });
});

test('embedded JSON is the same JSON', () => {
  const value = { a: [HOSTILE, '\u2029', '&', '\ud800'], b: null };
  expect(JSON.parse(embeddedJson(value))).toEqual(value);
  expect(embeddedJson(value)).not.toMatch(/[<>\u2028\u2029]/);
});
