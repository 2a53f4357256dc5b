/** What callers hand over, checked by name: JavaScript would take anything. */
import { XclipError } from '../errors.js';
import { quoted } from '../quoted.js';

type Kind = 'boolean' | 'number' | 'string' | 'list' | 'object';

/** What each option may be: a kind of value, or one of some values. */
export type OptionRules = Readonly<Record<string, readonly (Kind | { is: unknown })[]>>;

/** @throws XclipError BAD_OPTION for an option that is not among `rules`, or not what they say */
export function checkOptions(options: unknown, rules: OptionRules, where: string): void {
  for (const [name, value] of Object.entries(requireObject(options, where))) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      throw badOption(`${where} has no option ${quoted(name)}`, `it has ${Object.keys(rules).join(', ')}`);
    }
    if (value === undefined || rule.length === 0 || rule.some((one) => fits(value, one))) continue;
    throw badOption(`${name} is ${shown(value)}, but must be ${rule.map(described).join(' or ')}`);
  }
}

/** @throws XclipError BAD_OPTION for what is no object of options */
export function requireObject(options: unknown, where: string): Readonly<Record<string, unknown>> {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) {
    return options as Readonly<Record<string, unknown>>;
  }
  throw badOption(`${where} takes an object of options, not ${shown(options)}`);
}

/** @throws XclipError BAD_OPTION for what is no text */
export function requireString(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  throw badOption(`${name} is ${shown(value)}, but must be a string`);
}

export function badOption(message: string, hint?: string): XclipError {
  return new XclipError(message, { code: 'BAD_OPTION', ...(hint === undefined ? {} : { hint }) });
}

function fits(value: unknown, rule: Kind | { is: unknown }): boolean {
  if (typeof rule !== 'string') return value === rule.is;
  if (rule === 'list') return Array.isArray(value);
  return typeof value === rule && value !== null && !Array.isArray(value);
}

function described(rule: Kind | { is: unknown }): string {
  if (typeof rule !== 'string') return quoted(rule.is);
  return rule === 'object' ? 'an object' : `a ${rule}`;
}

/** As a message may hold it: a function, say, is no JSON. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  return typeof value === 'bigint' || typeof value === 'symbol' ? value.toString() : quoted(value);
}
