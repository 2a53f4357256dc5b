import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { HubFixture } from '../hub/hub-fixture.js';
import { CHECKPOINTS, fixturePath } from '../support/fixtures.js';
import { patchedCheckpoint } from '../support/patched-checkpoint.js';
import { runCli } from '../support/run-cli.js';
import { runHere } from '../support/run-here.js';
import { tempFolder } from '../support/temp-folder.js';

interface Verdict {
  weights_sha256: string;
  findings: { check: string; status: string; detail: string }[];
}

async function verify(model: string): Promise<{ status: number | null; verdict: Verdict }> {
  const { status, stdout } = await runHere(['models', 'verify', model, '--json']);
  return { status, verdict: JSON.parse(stdout) as Verdict };
}

/** A copy of the fixture checkpoint `base` that may be changed. */
function copyOfBase(): string {
  const folder = join(tempFolder(), 'model');
  cpSync(fixturePath('checkpoints/base'), folder, { recursive: true });
  return folder;
}

describe('xclip models verify', () => {
  test.each(CHECKPOINTS)('passes %s', async (checkpoint) => {
    const { status, verdict } = await verify(fixturePath(`checkpoints/${checkpoint}`));
    expect(verdict.findings.map(({ check, status: state }) => [check, state])).toEqual([
      ['files', 'ok'],
      ['structure', 'ok'],
      ['numbers', 'ok'],
      ['batches', 'ok'],
      ['int8', 'ok'],
    ]);
    expect(status).toBe(0);
  });

  test('holds the bundled model against the reference’s numbers', async () => {
    const { status, verdict } = await verify('tiny-shapes');
    expect(verdict.findings.find(({ check }) => check === 'numbers')?.detail).toContain("of the reference's");
    expect(status).toBe(0);
  });

  test('tells how far int8 is from fp32', async () => {
    const { verdict } = await verify('tiny-shapes');
    const detail = verdict.findings.find(({ check }) => check === 'int8')?.detail ?? '';
    const [, logit, scale, cosine] =
      /is (\S+) from fp32 .*\(scale (\S+)\), its embeds at a cosine of (\S+)$/.exec(detail) ?? [];
    expect(Number(logit)).toBeGreaterThan(0);
    expect(Number(logit)).toBeLessThan(0.2);
    expect(Number(scale)).toBeCloseTo(20.7, 1);
    expect(Number(cosine)).toBeGreaterThan(0.999);
  });

  test('warns where int8 cannot be tried, and passes', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    const { status, stdout } = await runHere(['models', 'verify', 'tiny-shapes'], {
      env: { XCLIP_CACHE: file },
    });
    expect(stdout).toMatch(/^warn int8: cannot write .*set XCLIP_CACHE/m);
    expect(status).toBe(0);
  });

  test.each([
    ['mit.encoder.layers.0.mlp.fc1.bias', NaN],
    // Not a word of the labels that are tried.
    ['text_model.embeddings.token_embedding.weight', Infinity],
  ])('names a tensor with a number that is none, and fails: %s', async (tensor, value) => {
    const { status, verdict } = await verify(patchedCheckpoint('base', { [tensor]: value }));
    expect(verdict.findings.at(-1)).toMatchObject({
      check: 'weights',
      status: 'fail',
      detail: `the tensor ${tensor} holds numbers that are not finite`,
    });
    expect(status).toBe(1);
  });

  test('fails where numbers overflow on their way', async () => {
    const { status, verdict } = await verify(patchedCheckpoint('base', { logit_scale: 3e38 }));
    expect(verdict.findings.at(-1)).toMatchObject({
      check: 'numbers',
      status: 'fail',
      detail: 'the model gives numbers that are not finite (logits_per_video)',
    });
    expect(status).toBe(1);
  });

  test('names a tensor that is missing, and fails', async () => {
    const folder = copyOfBase();
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, prompt_layers: 3 }));
    const { status, verdict } = await verify(folder);
    expect(verdict.findings.at(-1)).toMatchObject({
      check: 'structure',
      status: 'fail',
      detail: expect.stringContaining('prompts_generator.decoder.2') as string,
    });
    expect(status).toBe(1);
  });

  test('names tensors that are left over', async () => {
    const folder = copyOfBase();
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, prompt_layers: 1 }));
    const { status, verdict } = await verify(folder);
    expect(verdict.findings[1]).toMatchObject({
      check: 'structure',
      status: 'warn',
      detail: expect.stringContaining('prompts_generator.decoder.1.cross_attn') as string,
    });
    expect(status).toBe(0);
  });

  test('fails on a folder without a model', async () => {
    const { status, stderr } = await runHere(['models', 'verify', tempFolder()]);
    expect(status).toBe(1);
    expect(stderr).toContain('config.json');
  });
});

describe("the documentation's example", () => {
  /** A Hub with one video, and a cache that holds the fixture `base` as microsoft/xclip-base-patch32. */
  async function verifyExample(
    videos: Record<string, string>,
  ): Promise<Verdict['findings'][number] | undefined> {
    const server = createServer((request, response) => {
      const file = videos[request.url ?? ''];
      if (file === undefined) response.writeHead(404).end();
      else response.end(readFileSync(fixturePath(file)));
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const home = tempFolder();
    const repository = join(home, 'hub/models--microsoft--xclip-base-patch32');
    const commit = '0123456789abcdef0123456789abcdef01234567';
    mkdirSync(join(repository, 'refs'), { recursive: true });
    writeFileSync(join(repository, 'refs/main'), commit);
    cpSync(fixturePath('checkpoints/base'), join(repository, 'snapshots', commit), { recursive: true });
    const { port } = server.address() as AddressInfo;
    const { stdout } = await runHere(['models', 'verify', 'microsoft/xclip-base-patch32', '--json'], {
      env: { HF_HOME: home, HF_ENDPOINT: `http://127.0.0.1:${port}`, HF_TOKEN: '' },
    });
    return (JSON.parse(stdout) as Verdict).findings.find(({ check }) => check === 'example');
  }

  test("stands beside ours, and a random model's answer is told from it", async () => {
    const video = '/datasets/nielsr/video-demo/resolve/main/eating_spaghetti.mp4';
    const finding = await verifyExample({ [video]: 'clips/bikes.mp4' });
    expect(finding?.status).toBe('fail');
    // The reference's probability of this clip, seed 0 (cases-base.json): 0.947543025.
    expect(finding?.detail).toContain('"eating spaghetti" 0.9996 there, 0.94754 here');
  });

  test('is left out, and says so, where its video cannot be had', async () => {
    expect(await verifyExample({})).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('was not tried') as string,
    });
  });
});

test('xclip models list shows bundled and published models', async () => {
  const { status, stdout } = await runCli(['models', 'list'], { env: { HF_HOME: tempFolder() } });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^tiny-shapes +8 +64 .*bundled$/m);
  expect(stdout).toMatch(
    /^microsoft\/xclip-base-patch16-zero-shot +32 +224 +571 +Kinetics-400 +open labels +44.6–72.0 % +known$/m,
  );
});

describe('xclip models info', () => {
  test.each([
    ['tiny-shapes', ['input       8 frames of 64 × 64 pixels a clip', 'on disk     6 MB']],
    [
      'microsoft/xclip-base-patch16-hmdb-2-shot',
      [
        'work        571 GFLOP a clip',
        'trained on  HMDB-51, 2 videos a class',
        'top-1       53.0 % on HMDB-51',
      ],
    ],
    ['microsoft/xclip-base-patch16-zero-shot', ['best for    labels of your own', 'state       known']],
    [fixturePath('checkpoints/base'), ['state       folder']],
  ])('says what is known of %s', async (model, lines) => {
    const { status, stdout } = await runHere(['models', 'info', model], { env: { HF_HOME: tempFolder() } });
    expect(status).toBe(0);
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(lines));
  });

  test('knows nothing of what is neither here nor published', async () => {
    const { status, stderr } = await runHere(['models', 'info', 'some/one', '--json'], {
      env: { HF_HOME: tempFolder() },
    });
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  });
});

describe('with a Hub', () => {
  const hub = new HubFixture();
  beforeEach(() => hub.start());
  afterEach(() => hub.stop());

  test('pull takes several ids, and prints the folder of each; rm removes them', async () => {
    const [one, two] = [hub.server.id, 'acme/other'];
    hub.server.otherIds = [two];
    const pulled = await runHere(['models', 'pull', one, two], { env: hub.env });
    expect(pulled.status).toBe(0);
    const folders = pulled.stdout.trim().split('\n');
    expect(folders).toEqual([one, two].map((id) => hub.server.snapshotOf(hub.home, id)));
    expect(folders.every((folder) => existsSync(join(folder, 'config.json')))).toBe(true);

    const unknown = await runHere(['models', 'rm', one, 'acme/third'], { env: hub.env });
    expect(unknown.status).toBe(1);
    expect(unknown.stderr).toContain('acme/third is not in the cache');
    expect(folders.every(existsSync)).toBe(true);

    const removed = await runHere(['models', 'rm', one, two, '--json'], { env: hub.env });
    expect(removed.status).toBe(0);
    const report = JSON.parse(removed.stdout) as { id: string; bytes: number }[];
    expect(report.map(({ id }) => id)).toEqual([one, two]);
    expect(report.every(({ bytes }) => bytes > 300_000 && bytes < 400_000)).toBe(true);
    expect(readdirSync(join(hub.home, 'hub')).filter((name) => name.startsWith('models--'))).toEqual([]);
  });

  test('pull prints what came before a failure', async () => {
    const { status, stdout, stderr } = await runHere(['models', 'pull', hub.server.id, 'acme/nothing'], {
      env: hub.env,
    });
    expect(status).toBe(1);
    expect(stdout.trim()).toBe(hub.server.snapshotOf(hub.home, hub.server.id));
    expect(stderr).toContain('acme/nothing');
  });

  test.each([
    [['models', 'pull', 'a/b', 'c/d', '--revision', 'main'], '--revision is of one model'],
    [['models', 'rm', 'tiny-shapes'], 'tiny-shapes is bundled'],
    [['models', 'rm', fixturePath('checkpoints/base')], 'is a folder of yours'],
    [['models', 'rm', '../../nowhere'], 'no such folder'],
    [['models', 'rm'], 'no id is named'],
  ])('%j is refused', async (args, message) => {
    const { status, stderr } = await runHere(args, { env: hub.env });
    expect(status).toBeGreaterThan(0);
    expect(stderr).toContain(message);
  });
});
