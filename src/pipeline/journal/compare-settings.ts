/** What two runs were asked differently. Pure text. */
import type { Json, Settings } from './journal-format.js';

const LONGEST_VALUE = 60;

/** One clause for each setting that differs: `top-k was 3, is 5`; none if all are the same. */
export function settingsThatDiffer(before: Settings, now: Settings): string[] {
  return differences('', before, now);
}

function differences(name: string, before: Json | undefined, now: Json | undefined): string[] {
  if (isList(before) && isList(now)) return listDifference(name, before, now);
  if (isGroup(before) && isGroup(now)) {
    const names = new Set([...Object.keys(before), ...Object.keys(now)]);
    return [...names].flatMap((key) =>
      differences(name === '' ? key : `${name}.${key}`, before[key], now[key]),
    );
  }
  return before === now ? [] : [`${name} was ${shown(before)}, is ${shown(now)}`];
}

/** The first that differs: after one that came or went, all would. */
function listDifference(name: string, before: readonly Json[], now: readonly Json[]): string[] {
  const length = Math.max(before.length, now.length);
  for (let i = 0; i < length; i++) {
    if (JSON.stringify(before[i]) === JSON.stringify(now[i])) continue;
    return [`${name}: number ${i + 1} was ${shown(before[i])}, is ${shown(now[i])}`];
  }
  return [];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isGroup(value: Json | undefined): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return 'not set';
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}
