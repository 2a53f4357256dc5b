import type { Random } from './random.mjs';

export interface SeedFile {
  bytes: Buffer;
  /** what else than bytes may be changed; bytes, if it is not given */
  form?: 'bytes' | 'json' | 'text' | 'safetensors';
  /** where most changes are made */
  hot?: readonly [number, number];
  /** never changed */
  isKept?: boolean;
}

/** Files of a folder, by name. */
export type Seed = Readonly<Record<string, SeedFile>>;

export function mutate(seeds: readonly Seed[], random: Random): { seed: number; name: string; bytes: Buffer };
