import { readFileSync } from 'node:fs';
import { bundledModelFolder, packageFile } from './bundled-models.js';
import { knownModel } from './known-models.js';

/**
 * The labels that a model was trained to tell from each other, where they come with the package; undefined for others,
 * and for a checkpoint that is meant for any label.
 * @param id a Hub id, a folder or a bundled model's name
 */
export function trainedClasses(id: string): readonly string[] | undefined {
  const folder = bundledModelFolder(id);
  if (folder !== undefined) return readLines(`${folder}/labels.txt`);
  const known = knownModel(id);
  if (known?.suits !== 'its classes') return undefined;
  if (known.trainedOn === 'Kinetics-400') return readLines(packageFile('models/kinetics/400.txt'));
  if (known.trainedOn === 'Kinetics-600') return readLines(packageFile('models/kinetics/600.txt'));
  return undefined;
}

function readLines(path: string): string[] {
  return readFileSync(path, 'utf8').split('\n').filter(Boolean);
}
