/** What a store says of itself, in the file's key-value metadata. */
import type { KeyValue } from 'hyparquet';
import { shortened } from '../quoted.js';

/** What a Parquet file begins and ends with. */
export const MAGIC = 'PAR1';

/** Raised when a reader of the old format would misread the new one. */
const FORMAT_VERSION = '1';
const MOST_PATCHES = 1 << 20;
const MOST_WIDTH = 1 << 16;
/** Of a name, which stands in messages: longer than any path. */
const MOST_NAME_CHARACTERS = 4096;

export interface StoreDescription {
  /** the tool that wrote it: name and version */
  tool: string;
  model: {
    /** a Hub id, a bundled model's name, or a folder's absolute path */
    id: string;
    /** the commit of a Hub model */
    revision: string | undefined;
    weightsSha256: string;
  };
  /** what the model computed in, such as { name: 'int8' }; fp32 in stores that do not say */
  precision: { name: string };
  /** how frames became the model's input: for people, not read back */
  preprocessing: unknown;
  /** which frames were taken: for people, not read back */
  sampling: unknown;
  /** its clips are stretches of videos, and say which */
  hasSpans: boolean;
  embedding: { width: number; normalized: boolean };
  /** undefined if the store holds no context */
  context: { patches: number } | undefined;
}

/** Stands in the last footer only: a file without it comes from a run that was killed. */
export const CLOSED: KeyValue = { key: 'xclip.closed', value: 'true' };

export function isClosed(keyValues: readonly KeyValue[] | undefined): boolean {
  return (keyValues ?? []).some(({ key, value }) => key === CLOSED.key && value === CLOSED.value);
}

export function toKeyValues(description: StoreDescription): KeyValue[] {
  const { tool, model, precision, preprocessing, sampling, hasSpans, embedding, context } = description;
  const pairs = {
    'xclip.store': FORMAT_VERSION,
    'xclip.tool': tool,
    'xclip.model': model.id,
    'xclip.revision': model.revision,
    'xclip.weights_sha256': model.weightsSha256,
    'xclip.precision': JSON.stringify(precision),
    'xclip.preprocessing': JSON.stringify(preprocessing),
    'xclip.sampling': JSON.stringify(sampling),
    'xclip.windows': hasSpans ? 'true' : undefined,
    'xclip.embedding': JSON.stringify({ width: embedding.width, normalized: embedding.normalized }),
    'xclip.context':
      context === undefined
        ? undefined
        : JSON.stringify({ type: 'float16', shape: [context.patches, embedding.width] }),
  };
  return Object.entries(pairs).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]));
}

/** @throws Error saying which key is missing or wrong */
export function fromKeyValues(keyValues: readonly KeyValue[] | undefined): StoreDescription {
  const values = new Map((keyValues ?? []).map(({ key, value }) => [key, value]));
  const text = (key: string): string => {
    const value = values.get(key);
    if (value === undefined) throw new Error(`its metadata lacks ${key}`);
    return value;
  };
  const name = (key: string): string => {
    const value = text(key);
    if (value.length > MOST_NAME_CHARACTERS) throw new Error(`its metadata ${key} is too long`);
    return value;
  };
  const format = values.get('xclip.store');
  if (format === undefined) throw new Error('it is a Parquet file of something else');
  if (format !== FORMAT_VERSION)
    throw new Error(`its format is ${shortened(format)}, newer than this program`);
  const embedding = parseJson('xclip.embedding', text);
  const width = positive('xclip.embedding', embedding.width, MOST_WIDTH);
  return {
    tool: name('xclip.tool'),
    model: {
      id: name('xclip.model'),
      revision: values.has('xclip.revision') ? name('xclip.revision') : undefined,
      weightsSha256: name('xclip.weights_sha256'),
    },
    precision: values.has('xclip.precision')
      ? parsePrecision(parseJson('xclip.precision', text))
      : { name: 'fp32' },
    preprocessing: parseJson('xclip.preprocessing', text),
    sampling: parseJson('xclip.sampling', text),
    hasSpans: values.get('xclip.windows') === 'true',
    embedding: { width, normalized: embedding.normalized === true },
    context: values.has('xclip.context')
      ? { patches: parsePatches(parseJson('xclip.context', text), width) }
      : undefined,
  };
}

function parsePrecision(precision: Record<string, unknown>): { name: string } {
  const { name } = precision;
  if (typeof name === 'string') return { ...precision, name };
  throw new Error('its metadata xclip.precision has no name');
}

function parsePatches(context: unknown, width: number): number {
  const { type, shape } = Object(context) as { type?: unknown; shape?: unknown };
  const [patches, contextWidth, ...more] = Array.isArray(shape) ? (shape as unknown[]) : [];
  if (type !== 'float16' || contextWidth !== width || more.length > 0) {
    throw new Error('its metadata xclip.context does not fit xclip.embedding');
  }
  return positive('xclip.context', patches, MOST_PATCHES);
}

function parseJson(key: string, text: (key: string) => string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text(key))) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`its metadata ${key} is not JSON`, { cause: error });
    throw error;
  }
}

function positive(key: string, value: unknown, most: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= most) return value;
  throw new Error(`its metadata ${key} has no valid size`);
}
