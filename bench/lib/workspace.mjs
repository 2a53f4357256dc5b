/** Files of a session of measuring, gone afterwards. */
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { CACHE } from './places.mjs';

export function createWorkspace() {
  mkdirSync(CACHE, { recursive: true });
  // Beside the clips, so that hard links to them are possible.
  const folder = mkdtempSync(join(CACHE, 'work-'));
  let count = 0;
  const next = (name) => join(folder, `${count++}-${name}`);
  return {
    path: next,
    /** A folder in which `count` names stand for the files, in turn. */
    links(files, count) {
      const links = next('clips');
      mkdirSync(links);
      for (let i = 0; i < count; i++) {
        const file = files[i % files.length];
        link(file, join(links, `${String(i).padStart(6, '0')}${extname(file)}`));
      }
      return links;
    },
    labels(count) {
      const file = next('labels.txt');
      writeFileSync(file, labels(count).join('\n'));
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function link(file, path) {
  try {
    linkSync(file, path);
  } catch {
    symlinkSync(file, path);
  }
}

const DOINGS = ['riding', 'throwing', 'painting', 'washing', 'opening', 'carrying', 'cutting', 'watching'];
const THINGS = ['a bicycle', 'a ball', 'the wall', 'a car', 'a box', 'some wood', 'vegetables', 'a rabbit'];
const PLACES = ['in the street', 'at home', 'on a beach', 'in the snow', 'in a park', 'on a stage'];

/** Distinct sentences, as people write labels. */
export function labels(count) {
  return Array.from({ length: count }, (_, i) => {
    const rest = Math.floor(i / DOINGS.length);
    const place = Math.floor(rest / THINGS.length);
    const number = Math.floor(place / PLACES.length);
    const words = [
      DOINGS[i % DOINGS.length],
      THINGS[(i + rest) % THINGS.length],
      PLACES[place % PLACES.length],
    ];
    return words.join(' ') + (number === 0 ? '' : `, number ${number}`);
  });
}
