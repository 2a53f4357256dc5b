/**
 * README.md and docs/**: every command line is run in a folder as a reader has it, every block is checked, and what stands
 * below a command is what it prints. A new block is run unless someone lists it in not-run.ts with the reason.
 */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../support/fixtures.js';
import { tempFolder } from '../../support/temp-folder.js';
import { Desk } from './desk.js';
import { isFlag, missingThing } from './named-things.js';
import { FOREIGN_FLAGS, GONE, NOT_COMPARED, NOT_RUN } from './not-run.js';
import { blocksOf, PAGES, spansOf, where } from './read-blocks.js';
import { PageRun } from './run-page.js';
import { isCommand, isShell, shellLines } from './shell-lines.js';
import { typeErrors } from './snippets.js';

const OTHER_PAGES = [
  'CONTRIBUTING.md',
  'SECURITY.md',
  'bench/README.md',
  'models/tiny-shapes/README.md',
  'test/fixtures/README.md',
];

// Symbolic links and bash, of which the pages' own commands need less.
describe.skipIf(process.platform === 'win32')('each page, from top to bottom', () => {
  let desk: Desk;
  beforeAll(() => {
    desk = new Desk();
  });
  afterAll(() => desk.remove());

  test.each(PAGES)('%s', async (page) => {
    const reader = new PageRun(desk, page);
    await reader.run();
    if (reader.failures.length > 0) throw new Error(reader.failures.join('\n\n'));
  });
});

test('programs have the types that they claim', async () => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/xclip-tagger'));
  const blocks = PAGES.flatMap(blocksOf).filter(({ language }) => /^(js|ts)$/.test(language));
  expect(blocks.length).toBeGreaterThan(0);
  expect(await typeErrors(blocks, folder)).toBe('');
});

describe.each([...PAGES, ...OTHER_PAGES])('what %s names is there', (page) => {
  const blocks = blocksOf(page);
  const spans = spansOf(page);

  test('commands, flags, scripts and files of command lines', () => {
    const lines = [...blocks.filter(isShell), ...spans.filter(({ text }) => isCommand(text))].flatMap(
      shellLines,
    );
    const wrong = lines.flatMap((line) => {
      const missing = missingThing(line.command);
      return missing === undefined ? [] : [`${where(line)}: ${missing}: ${line.command}`];
    });
    expect(wrong).toEqual([]);
  });

  test('flags', () => {
    const wrong = spans.flatMap((span) => {
      const flags = /^--[a-z]/.test(span.text)
        ? (span.text.match(/(?<![\w-])--[a-z][a-z-]*(?!…)\b(?!-)/g) ?? [])
        : [];
      return flags
        .filter((flag) => !isFlag(flag) && FOREIGN_FLAGS[flag] === undefined)
        .map((flag) => `${where(span)}: ${flag}`);
    });
    expect(wrong).toEqual([]);
  });
});

test('a page that names a script that is no more names the commit that has it', () => {
  const wrong = [...PAGES, ...OTHER_PAGES].flatMap((page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    const named = Object.keys(GONE).filter((name) => text.includes(name));
    return named.filter((name) => !text.includes(GONE[name] ?? '')).map((name) => `${page}: ${name}`);
  });
  expect(wrong).toEqual([]);
});

test('what is listed as not run or compared still stands somewhere', () => {
  const all = [...PAGES].map((page) => ({ page, text: readFileSync(join(ROOT, page), 'utf8') }));
  const commands = new Set(
    PAGES.flatMap((page) => [
      ...blocksOf(page).filter(isShell),
      ...spansOf(page).filter(({ text }) => isCommand(text)),
    ])
      .flatMap(shellLines)
      .map(({ command }) => command),
  );
  expect(Object.keys(NOT_RUN).filter((command) => !commands.has(command))).toEqual([]);
  const gone = Object.keys(NOT_COMPARED).filter(
    (key) =>
      !all.some(({ page, text }) => key.startsWith(`${page}: `) && text.includes(key.slice(page.length + 2))),
  );
  expect(gone).toEqual([]);
});
