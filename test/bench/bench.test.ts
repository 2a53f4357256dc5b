import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../support/fixtures.js';

/** What an expression over the benchmark's own modules gives. */
function evaluate(imports: string, expression: string): unknown {
  const script = `${imports}; console.log(JSON.stringify(${expression}))`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

test('an unknown suite is refused before anything is made', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'bench/run.mjs'), '--suite', 'short,speed'],
    { encoding: 'utf8', env: { ...process.env, XCLIP_BENCH_CACHE: '/nonexistent' } },
  );
  expect(status).toBe(1);
  expect(stderr).toContain('no suite is called speed');
});

test('labels are distinct, however many', () => {
  const labels = evaluate("import { labels } from './bench/lib/workspace.mjs'", 'labels(10_000)') as string[];
  expect(new Set(labels).size).toBe(10_000);
});

describe('statistics', () => {
  const STATS = "import { growthPower, ratios, spread } from './bench/lib/stats.mjs'";

  test.each([
    ['spread([3, 1, 2])', { min: 1, median: 2, max: 3 }],
    ['spread([4, 1, 2, 3])', { min: 1, median: 2.5, max: 4 }],
    // Round by round, not least against least.
    ['ratios([4, 9], [2, 3])', { min: 2, median: 2.5, max: 3 }],
    ['growthPower([{ x: 1, y: 5 }, { x: 10, y: 2 }, { x: 100, y: 20 }])', 1],
    ['growthPower([{ x: 1, y: 2 }, { x: 2, y: 1 }])', -1],
  ])('%s', (expression, expected) => {
    expect(evaluate(STATS, expression)).toEqual(expected);
  });
});

describe('the document', () => {
  const FILL = "import { fill } from './bench/render/document.mjs'";
  const text =
    'before\n<!-- bench:a -->\nold\n<!-- /bench -->\nprose\n<!-- bench:b -->\nkept\n<!-- /bench -->\nafter\n';
  const filled = (blocks: object): unknown =>
    evaluate(FILL, `fill(${JSON.stringify(text)}, new Map(Object.entries(${JSON.stringify(blocks)})))`);

  test('gets a block between its markers; prose and what was not measured stay', () => {
    expect(filled({ a: 'new' })).toBe(text.replace('old', '\nnew\n'));
  });

  test('keeps what a replacement would read as a pattern', () => {
    expect(filled({ b: "cost: $1 $& $'" })).toContain("\ncost: $1 $& $'\n");
  });
});
