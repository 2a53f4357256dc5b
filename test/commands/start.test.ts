import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core';
import { describe, expect, it } from 'vitest';
import { fixturePath } from '../support/fixtures.js';
import { tempFolder } from '../support/temp-folder.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the command and says which modules its main thread loaded. */
function run(args: string[]): { stdout: string; status: number | null; loaded: string } {
  const log = join(tempFolder(), `${args[0] ?? ''}.txt`);
  const logger = fileURLToPath(new URL('../support/log-modules.mjs', import.meta.url));
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--import', logger, join(root, 'bin/run.js'), ...args],
    { encoding: 'utf8', env: { ...process.env, LOADED_MODULES: log } },
  );
  return { stdout, status, loaded: readFileSync(log, 'utf8') };
}

describe('a command loads only what it uses', () => {
  it('--version prints what oclif would, without it', async () => {
    const { stdout, status, loaded } = run(['--version']);
    const { userAgent } = await Config.load(root);
    expect({ stdout, status }).toEqual({ stdout: `${userAgent}\n`, status: 0 });
    expect(loaded).toContain('bin/run.js');
    expect(loaded).not.toContain('@oclif/core');
  });

  it('--help reads the manifest, and no command', () => {
    const { stdout, status, loaded } = run(['--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('tag');
    expect(loaded).toContain('@oclif/core');
    expect(loaded).not.toMatch(/dist\/(commands|cli\/(?!terminal))|onnxruntime|@huggingface|fluent-ffmpeg/);
  });

  it('tag with a local model needs no hub, no store and no fluent-ffmpeg', () => {
    const model = fixturePath('checkpoints/base');
    const { status, loaded } = run([
      'tag',
      fixturePath('clips/carphone.mp4'),
      '--model',
      model,
      '--label',
      'a',
      '--label',
      'b',
    ]);
    expect(status).toBe(0);
    expect(loaded).toContain('dist/commands/tag.js');
    expect(loaded).not.toMatch(/@huggingface\/hub|download-snapshot|hyparquet|fluent-ffmpeg/);
    // It is the inference thread that loads it.
    expect(loaded).not.toContain('onnxruntime-node');
  });
});
