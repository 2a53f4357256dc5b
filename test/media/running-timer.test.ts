/** Time that counts only while a process runs: with a process that is really stopped. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startRunningTimer } from '../../dist/media/running-timer.js';

it('ends after its time, and tells what it counted', async () => {
  const startMs = performance.now();
  const counted = await new Promise<number>((resolve) => {
    const timer = startRunningTimer(600, () => resolve(timer.stop()));
  });
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(599);
  expect(counted).toBeGreaterThanOrEqual(599);
});

it('does not end once it is stopped', async () => {
  let hasEnded = false;
  const timer = startRunningTimer(50, () => (hasEnded = true));
  expect(timer.stop()).toBeLessThan(50);
  await sleep(150);
  expect(hasEnded).toBe(false);
});

it('does not count while the process is stopped', async () => {
  const module = new URL('../../dist/media/running-timer.js', import.meta.url).href;
  const script = `import { startRunningTimer } from ${JSON.stringify(module)};
    const startMs = performance.now();
    console.log('begun');
    const timer = startRunningTimer(2000, () => console.log(performance.now() - startMs, timer.stop()));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  await sleep(4000);
  child.kill('SIGCONT');
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  const [passed = 0, counted = 0] = text.toString().split(' ').map(Number);
  // The four seconds, and most of its own two.
  expect(passed).toBeGreaterThan(5000);
  expect(counted).toBeGreaterThanOrEqual(1999);
  expect(counted).toBeLessThan(4000);
});
