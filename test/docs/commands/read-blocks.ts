import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../support/fixtures.js';

/** A fenced block, or a command in the running text. */
export interface Block {
  /** from the repository's root on */
  page: string;
  /** of the block's first line of text */
  line: number;
  /** what stands behind the fence; empty where nothing does */
  language: string;
  text: string;
}

/** Pages whose blocks are run: what a newcomer reads. API.md is made of the source, and has none. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`)
    .sort(),
];

export const where = ({ page, line }: Pick<Block, 'page' | 'line'>): string => `${page}:${line}`;

export function blocksOf(page: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const [index, text] of linesOf(page).entries()) {
    const fence = /^\s*```(\S*)/.exec(text);
    if (fence === null) {
      if (open !== undefined) open.text += `${text}\n`;
    } else if (open === undefined) {
      open = { page, line: index + 2, language: fence[1] ?? '', text: '' };
    } else {
      blocks.push(open);
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`${where(open)}: a block that does not end`);
  return blocks;
}

/** Code spans outside of blocks. A span may go on in the next line. */
export function spansOf(page: string): Block[] {
  let inBlock = false;
  const prose = linesOf(page).map((text) => {
    const isFence = /^\s*```/.test(text);
    if (isFence) inBlock = !inBlock;
    return isFence || inBlock ? '' : text;
  });
  const whole = prose.join('\n');
  return [...whole.matchAll(/(?<!`)(`{1,2})(?!`)([^`]+)\1(?!`)/g)].map((match) => ({
    page,
    line: whole.slice(0, match.index).split('\n').length,
    language: '',
    text: (match[2] ?? '').replaceAll('\n', ' ').trim(),
  }));
}

function linesOf(page: string): string[] {
  return readFileSync(join(ROOT, page), 'utf8').split(/\r?\n/);
}
