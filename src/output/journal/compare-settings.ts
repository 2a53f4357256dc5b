/** What two runs were asked differently. Pure text. */
import { isDeepStrictEqual } from 'node:util';
import { shortened, quoted } from '../../quoted.js';
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
    return [...names].flatMap((key) => differences(nameOf(name, key), own(before, key), own(now, key)));
  }
  return before === now ? [] : [`${name} was ${shown(before)}, is ${shown(now)}`];
}

/** The first that differs: after one that came or went, all would. */
function listDifference(name: string, before: readonly Json[], now: readonly Json[]): string[] {
  const length = Math.max(before.length, now.length);
  for (let i = 0; i < length; i++) {
    if (isDeepStrictEqual(before[i], now[i])) continue;
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

function nameOf(group: string, key: string): string {
  return group === '' ? shortened(key, LONGEST_VALUE) : `${group}.${shortened(key, LONGEST_VALUE)}`;
}

/** A damaged journal may name what every object has, such as its constructor. */
function own(group: Settings, key: string): Json | undefined {
  return Object.hasOwn(group, key) ? group[key] : undefined;
}

function shown(value: Json | undefined): string {
  return value === undefined || value === null ? 'not set' : quoted(value, LONGEST_VALUE);
}
