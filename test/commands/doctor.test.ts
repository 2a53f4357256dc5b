import { existsSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../dist/check-result.js';
import { runCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';
import { SWIFTSHADER } from '../support/webgpu.js';

/** node-av's own switch to look for a build made here, of which there is none. */
const WITHOUT_NODE_AV = { AV_FROM_SOURCE: '1' };

/** What the environment of who runs the tests may say. */
const UNSET = {
  HF_HUB_OFFLINE: '',
  TRANSFORMERS_OFFLINE: '',
  HF_HUB_CACHE: '',
  HUGGINGFACE_HUB_CACHE: '',
  HF_TOKEN: '',
};

const CHECKS = [
  ...['node', 'processor', 'memory', 'onnxruntime', 'gpus'],
  ...['cpu', 'webgpu', 'cuda', 'tensorrt', 'coreml', 'dml', 'auto'].map((name) => `device ${name}`),
  ...['decoder native', 'decoder ffmpeg', 'hardware decoders', 'decoder auto'],
  ...['hub', 'models', 'hub cache', 'own cache', 'temporary files'],
];

function fileInTheWay(): string {
  const file = join(tempFolder(), 'file');
  writeFileSync(file, '');
  return file;
}

/** A port of this machine where nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function examine(env: NodeJS.ProcessEnv): Promise<{ status: number | null; findings: CheckResult[] }> {
  const { status, stdout } = await runCli(['doctor', '--offline', '--json'], {
    env: { ...UNSET, HF_HOME: tempFolder(), ...env },
  });
  return { status, findings: (JSON.parse(stdout) as { findings: CheckResult[] }).findings };
}

describe('xclip doctor', () => {
  test('explains everything, and passes a machine that can run', async () => {
    const { status, findings } = await examine({});
    expect(findings.map(({ check }) => check)).toEqual(CHECKS);
    expect(findings.filter((finding) => finding.status === 'fail')).toEqual([]);
    expect(status).toBe(0);
    for (const { status: state, detail, hint } of findings) {
      expect(detail).not.toBe('');
      expect(hint === undefined).toBe(state === 'ok');
    }
    const detailOf = (name: string): string => findings.find(({ check }) => check === name)?.detail ?? '';
    expect(detailOf('onnxruntime')).toMatch(/^1\.\d+\.\d+, with cpu\b/);
    expect(detailOf('device cpu')).toMatch(/^multiplies at \d[\d.]* GFLOPS$/);
    expect(detailOf('device auto')).toMatch(/^takes \w+: ./);
    expect(detailOf('decoder native')).toMatch(/^FFmpeg \d.*\(node-av /);
    expect(detailOf('hub')).toMatch(/^not asked \(--offline\)/);
    expect(findings.some(({ detail }) => detail.includes('could not be looked at'))).toBe(false);
  });

  test('says on a line each what stops runs, and what does not', async () => {
    const inTheWay = fileInTheWay();
    const { status, stdout, stderr } = await runCli(['doctor'], {
      env: {
        ...UNSET,
        FFMPEG_PATH: join(tempFolder(), 'no-ffmpeg'),
        HF_ENDPOINT: `http://127.0.0.1:${await closedPort()}`,
        HF_HOME: inTheWay,
        XCLIP_CACHE: inTheWay,
      },
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => /^(?:ok {3}|warn |FAIL )([\w ]+): ./.exec(line)?.[1])).toEqual(CHECKS);
    expect(stdout).toMatch(/^ok {3}decoder native: /m);
    expect(stdout).toMatch(
      /^warn decoder ffmpeg: FFMPEG_PATH: .*no-ffmpeg cannot be started .*; correct it/m,
    );
    expect(stdout).toMatch(/^FAIL decoder auto: FFMPEG_PATH: .*; correct it/m);
    expect(stdout).toMatch(/^warn hub: cannot reach 127\.0\.0\.1:\d+: .*ECONNREFUSED.*--offline/m);
    expect(stdout).toMatch(/^FAIL hub cache: .* is not a folder; .*HF_HOME/m);
    expect(stdout).toMatch(/^warn own cache: .* is not a folder; .*XCLIP_CACHE/m);
    expect(stderr).toBe('');
    expect(status).toBe(1);
  });

  test('fails where nothing decodes, and not for a cache that nobody needs', async () => {
    const { status, findings } = await examine({ ...WITHOUT_NODE_AV, PATH: '', HF_HOME: fileInTheWay() });
    const statusOf = Object.fromEntries(findings.map(({ check, status: state }) => [check, state]));
    expect(statusOf).toMatchObject({
      'decoder native': 'warn',
      'hub cache': 'warn',
      'decoder auto': expect.stringMatching(/ok|fail/) as string,
    });
    // A package may bring an ffmpeg along.
    const fails = statusOf['decoder ffmpeg'] === 'warn';
    expect(statusOf['decoder auto']).toBe(fails ? 'fail' : 'ok');
    expect(status).toBe(fails ? 1 : 0);
  });

  test.skipIf(!existsSync(SWIFTSHADER))('tells a GPU in software from one', async () => {
    const { status, findings } = await examine({ VK_ICD_FILENAMES: SWIFTSHADER, XDG_RUNTIME_DIR: '/tmp' });
    expect(findings.find(({ check }) => check === 'device webgpu')).toMatchObject({
      status: 'warn',
      detail: expect.stringMatching(/(?:in software|slower than the CPU).* GFLOPS.*; fp16: no$/) as string,
    });
    expect(findings.find(({ check }) => check === 'device auto')?.detail).toMatch(/^takes cpu: /);
    expect(status).toBe(0);
  });
});
