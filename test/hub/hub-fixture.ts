import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveCheckpoint, type ResolveOptions } from '../../dist/hub/resolve-checkpoint.js';
import { HubServer, sha256, type RepoFile } from './hub-server.js';

/** Bytes that no two seeds share and no compressor shortens. */
export function noise(bytes: number, seed: string): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
}

const json = (value: unknown): { content: Buffer; lfs: false } => ({
  content: Buffer.from(JSON.stringify(value)),
  lfs: false,
});

export const WEIGHTS = noise(300_000, 'weights');
export const WEIGHTS_FILE = 'model.safetensors';
export const WEIGHTS_ETAG = sha256(WEIGHTS);

/** A Hub with one model, and an empty HF_HOME. */
export class HubFixture {
  server = new HubServer();
  home = '';

  async start(): Promise<void> {
    this.server = new HubServer();
    await this.server.start();
    this.home = await mkdtemp(join(tmpdir(), 'xclip hub-'));
    this.server.files = new Map<string, RepoFile>([
      ['config.json', json({ model_type: 'xclip' })],
      ['preprocessor_config.json', json({ size: 224 })],
      ['tokenizer.json', json({ version: '1.0' })],
      ['tokenizer_config.json', json({})],
      ['vocab.json', json({ a: 0 })],
      ['merges.txt', json('a b')],
      ['README.md', json('not needed')],
      ['pytorch_model.bin', { content: noise(1000, 'bin'), lfs: true }],
      ['model.safetensors', { content: WEIGHTS, lfs: true }],
    ]);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.home, { recursive: true, force: true });
  }

  get env(): Record<string, string> {
    return { HF_HOME: this.home, HF_ENDPOINT: this.server.url };
  }

  get options(): ResolveOptions {
    return { model: this.server.id, env: this.env, retryDelaysMs: [5, 5, 5], timeoutMs: 5000 };
  }

  resolve(more: Partial<ResolveOptions> = {}): ReturnType<typeof resolveCheckpoint> {
    return resolveCheckpoint({ ...this.options, ...more });
  }

  /** The model's folder in the cache. */
  get repo(): string {
    return join(this.home, 'hub', 'models--acme--xclip-test');
  }

  async blobs(): Promise<string[]> {
    return (await readdir(join(this.repo, 'blobs')).catch(() => [])).sort();
  }

  /** First byte of each request for the weights. */
  get weightStarts(): number[] {
    return this.server.downloads
      .filter(({ path }) => path.endsWith(WEIGHTS_FILE))
      .map(({ range }) => Number(/^bytes=(\d+)-$/.exec(range ?? 'bytes=0-')?.[1]));
  }

  /** Bytes of the weights that an earlier download left, under any name. */
  async weightBytesLeft(): Promise<number> {
    const left = (await this.blobs()).filter((name) => name.startsWith(`${WEIGHTS_ETAG}.`));
    const sizes = left.map(async (name) => (await stat(join(this.repo, 'blobs', name))).size);
    return Math.max(0, ...(await Promise.all(sizes)));
  }

  /** Whether the weights are there byte for byte, and nothing half done is. */
  async isWhole({ folder }: { folder: string }): Promise<boolean> {
    const isRight = WEIGHTS.equals(await readFile(join(folder, WEIGHTS_FILE)));
    return isRight && (await this.blobs()).every((name) => !name.includes('incomplete'));
  }
}

interface Failure {
  name: string;
  code: string;
  message: string;
  hint: string;
}

/** What a promise is rejected with, as text to match. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    const { name, message, code, hint } = error as Failure;
    return { name, code, message, hint };
  }
  throw new Error('it did not fail');
}
