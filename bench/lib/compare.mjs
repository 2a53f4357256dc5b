/** One comparison: the same clips, model and labels through the document's Python and through ours, in turn. */
import { alternate } from './alternate.mjs';
import { configurations, PEERS } from './configurations.mjs';
import { PythonPeer } from './peer.mjs';
import { checkpoint, clips } from './setup.mjs';
import { EDGE, tagRun } from './tag-run.mjs';
import { labels } from './workspace.mjs';

/**
 * @param plan title; model: an architecture's name or tiny-shapes; sets: of clips; labelCount; clipCount: clips of ours
 *   to count, beside those at the edges; wholeSet: every clip once, instead; modes: Python peers; goals; flags: of tag;
 *   withDecoders
 * @param settings rounds, modes: of those, which; peerSeconds: how long a peer may take in a round (a clip at least), workspace, report
 */
export async function compare(plan, { rounds, peerSeconds, modes, workspace, report }) {
  report(`— ${plan.title}`);
  const folder = checkpoint(plan.model);
  const files = plan.sets.flatMap(clips);
  const texts = labels(plan.labelCount);
  const links = workspace.links(files, plan.wholeSet ? files.length : 2 * EDGE + plan.clipCount);
  const labelsFile = workspace.labels(plan.labelCount);
  const output = workspace.path('tags.jsonl');
  const peers = await startPeers(
    plan.modes.filter((mode) => modes.includes(mode)),
    folder,
    report,
  );
  const ask = (peer, seed, most_seconds) => peer.tag({ videos: files, labels: texts, seed, most_seconds });
  const contestants = [
    ...peers.map(({ name, peer }) => ({
      name,
      run: async (round) => {
        const { clips: done, seconds, steps, memory } = await ask(peer, round, peerSeconds);
        return { secondsAClip: seconds / done, clips: done, stages: steps, memory };
      },
    })),
    ...configurations(plan).map(({ name, flags }) => ({
      name,
      run: async (round) => {
        const run = await tagRun({
          ...{ paths: [links], model: folder, labelsFile, output },
          flags: [...flags, ...(plan.flags ?? []), '--seed', String(round)],
        });
        if (run.secondsAClip === undefined) throw new Error(`${run.clips} clips are too few to time`);
        return run;
      },
    })),
  ];
  try {
    // Warm: what is allocated, compiled or read from disk at the first clips is not counted.
    for (const { name, peer } of peers) {
      await ask(peer, 0, 1).catch((error) => report(`${name}: ${error.message}`));
    }
    const results = await alternate(contestants, { rounds, report });
    const rows = [...results].map(([name, result]) => ({ name, ...result, ...factsOf(name, peers) }));
    return { title: plan.title, goals: plan.goals ?? [], rows };
  } finally {
    for (const { peer } of peers) peer.stop();
  }
}

async function startPeers(modes, folder, report) {
  const peers = [];
  for (const { name, mode } of PEERS.filter((peer) => modes.includes(peer.mode))) {
    peers.push({ name, peer: await PythonPeer.start(folder, mode) });
    report(`${name}: loaded in ${peers.at(-1).peer.loadSeconds.toFixed(1)} s`);
  }
  return peers;
}

function factsOf(name, peers) {
  const peer = peers.find((one) => one.name === name)?.peer;
  return peer === undefined ? {} : { facts: peer.facts, loadSeconds: peer.loadSeconds };
}
