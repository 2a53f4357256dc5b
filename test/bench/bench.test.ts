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

describe('charts', () => {
  const CHARTS = "import { growthChart, ratioChart } from './bench/render/charts.mjs'";
  const drawn = (expression: string): unknown => evaluate(CHARTS, `await ${expression}`);

  test('show how many times faster each was, and of which goal', () => {
    const runs = (...seconds: number[]): object[] => seconds.map((secondsAClip) => ({ secondsAClip }));
    const comparison = {
      title: 'a & b',
      goals: [{ name: 'xclip fp32', against: 'Python fp32', times: 3 }],
      rows: [
        { name: 'Python fp32', runs: runs(4, 8) },
        { name: 'xclip fp32', runs: runs(2, 4) },
        { name: 'xclip int8', runs: [] },
      ],
    };
    const svg = drawn(`ratioChart(${JSON.stringify([comparison])})`);
    expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
    for (const text of ['a &amp; b', 'xclip fp32', '2.00 × of 3']) expect(svg).toContain(`>${text}</text>`);
    expect(svg).not.toContain('xclip int8');
  });

  test('show growth with its power', () => {
    const points = [1, 10].map((x) => ({ x, y: { min: x, median: 2 * x, max: 3 * x } }));
    const svg = drawn(
      `growthChart(${JSON.stringify([{ name: 'videos', x: 'videos', y: 'seconds', points }])})`,
    );
    expect(svg).toContain('>videos: last step to the power of 1.00</text>');
  });

  test.each(['growthChart([])', 'ratioChart([{ title: "none", goals: [], rows: [] }])'])(
    '%s draws nothing',
    (chart) => {
      expect(evaluate(CHARTS, `(await ${chart}) === undefined`)).toBe(true);
    },
  );
});

describe('a soak is broken by', () => {
  const BOUNDS = "import { brokenBounds } from './bench/lib/soak-bounds.mjs'";
  /** Four videos, the second of which must fail. */
  const sound = {
    status: 3,
    counts: { videos: 4, ok: 3, failed: 1, clips: 3 },
    rows: ['v/0.mp4,0', 'v/2.mp4,0', 'v/3.mp4,0'],
    errors: [{ video: 'v/1.mp4', code: 'EMPTY_FILE' }],
    processesLeft: [] as string[],
    filesLeft: [] as string[],
    // One before a tenth, one at it, one in the last twentieth.
    samples: [0, 0.4, 3.8].map((finished) => ({
      finished,
      mainMegabytes: 100,
      decoderMegabytes: 100,
      mainDescriptors: 20,
      decoderDescriptors: [[7, 24]],
      processes: 2,
    })),
  };
  const expected = "new Map([['0.mp4'], ['1.mp4', 'EMPTY_FILE'], ['2.mp4'], ['3.mp4']])";
  const broken = (seen: object): unknown =>
    evaluate(BOUNDS, `[...brokenBounds(${JSON.stringify(seen)}, ${expected})]`);
  const atEnd = (change: object): object => ({
    samples: sound.samples.map((sample, i) => (i === 2 ? { ...sample, ...change } : sample)),
  });

  test.each<[string, object, string[]]>([
    ['nothing', {}, []],
    ['memory', atEnd({ decoderMegabytes: 121 }), ['memory grew × 1.105, of at most × 1.1']],
    ['descriptors', atEnd({ mainDescriptors: 21 }), ['mainDescriptors grew from 20 to 21']],
    [
      'descriptors of a decoder',
      atEnd({ decoderDescriptors: [[8, 26]] }),
      ['decoderDescriptors grew from 24 to 26'],
    ],
    ['processes', atEnd({ processes: 3 }), ['processes grew from 2 to 3']],
    [
      'too short a run',
      { samples: [] },
      ['it was over before it could be looked at: more videos, or a smaller --every-ms'],
    ],
    ['its status', { status: 0 }, ['it ended with 0, not 3']],
    ['a process', { processesLeft: ['12 node'] }, ['a process is left: 12 node']],
    ['a file', { filesLeft: ['x'] }, ['a temporary file is left: x']],
    ['a count', { counts: { ...sound.counts, ok: 2 } }, ['2 ok counted, of 3']],
    ['a lost row', { rows: sound.rows.toSpliced(1, 1) }, ['row 2 is of 3.mp4, not of 2.mp4']],
    [
      'another error',
      { errors: [{ video: 'v/1.mp4', code: 'UNREADABLE' }] },
      ['error 1 is of 1.mp4 UNREADABLE, not of 1.mp4 EMPTY_FILE'],
    ],
  ])('%s', (_what, change, problems) => {
    expect(broken({ ...sound, ...change })).toEqual(problems);
  });
});
