/**
 * What `tag` says of the fixture clips today is what it said before. Times are exact; probabilities are rounded to two
 * digits, since another CPU adds in another order and differs in the last ones. After a change that is meant:
 * `npx vitest run test/commands/snapshot.test.ts --update`.
 */
import { expect, test } from 'vitest';
import { runCli } from '../support/run-cli.js';

interface JsonRecord {
  video: string;
  start_s: number;
  end_s: number;
  frame_indices: number[];
  labels: { label: string; probability: number }[];
  notes?: string[];
}

const LABELS = ['playing sports', 'eating spaghetti', 'go shopping'].flatMap((label) => ['--label', label]);

/** What ffmpeg says of damage is its own, and differs from version to version. */
const withoutFfmpegsWords = (line: string): string =>
  line.replace(/ \(.*?\)/, '').replace(/(damaged(?: data)?): .*/, '$1: …');

const round = ({ video, start_s, end_s, frame_indices, labels, notes = [] }: JsonRecord): string =>
  [
    `${video} ${start_s}–${end_s} s [${frame_indices.join()}]`,
    ...labels.map(({ label, probability }) => `  ${probability.toFixed(2)} ${label}`),
    ...notes.map((note) => `  note: ${withoutFfmpegsWords(note)}`),
  ].join('\n');

test.each(['base', 'odd', 'legacy', 'two-frames'])(
  'tagging the fixture clips with %s',
  async (checkpoint) => {
    const { status, stdout, stderr } = await runCli(
      ['tag', 'clips', '--model', `checkpoints/${checkpoint}`, ...LABELS, '--format', 'jsonl'],
      { cwd: new URL('../fixtures', import.meta.url).pathname },
    );
    expect(status).toBe(3);
    const records = stdout
      .trim()
      .split('\n')
      .map((line) => round(JSON.parse(line) as JsonRecord));
    await expect(
      [...records, ...stderr.trim().split('\n').map(withoutFfmpegsWords), ''].join('\n'),
    ).toMatchFileSnapshot(`snapshots/${checkpoint}.txt`);
  },
);
