/**
 * A folder that holds more than twenty files and folders holds more than one idea. Names those that do, and ends with 1;
 * fixtures are data and may be many. With a path, looks there instead of here.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const MAX_ENTRIES = 20;
const TREES = ['bench', 'docs', 'scripts', 'src', 'test'];
const DATA = [join('test', 'fixtures')];

const root = process.argv[2] ?? '.';

function foldersIn(folder) {
  if (DATA.includes(folder)) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const inside = entries
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => foldersIn(join(folder, name)));
  return [{ folder, numEntries: entries.length }, ...inside];
}

const crowded = TREES.flatMap(foldersIn).filter(({ numEntries }) => numEntries > MAX_ENTRIES);
for (const { folder, numEntries } of crowded) {
  console.error(`${folder} has ${numEntries} entries, more than ${MAX_ENTRIES}`);
}
process.exit(crowded.length > 0 ? 1 : 0);
