/**
 * Reads the demo's table on stdin and checks each example's first label against its file name, in which dashes stand
 * for blanks.
 */
import { readdirSync } from 'node:fs';
import { text } from 'node:stream/consumers';

const rows = (await text(process.stdin)).split('\n');
const clips = readdirSync('examples/clips').filter((name) => name.endsWith('.mp4'));
const wrong = clips.filter((clip) => {
  const label = clip.replace(/\.mp4$/, '').replaceAll('-', ' ');
  return !rows.some((row) => row.includes(clip) && row.includes(`  ${label} `));
});
if (clips.length < 8 || wrong.length > 0) {
  console.error(`wrong or missing: ${wrong.join(', ') || 'clips'}`);
  process.exit(1);
}
console.log(`${clips.length} example clips, all labelled rightly`);
