import { XclipError } from '../../errors.js';
import type { Store } from '../../store/store-reader.js';
import type { Engine } from '../engine.js';
import { encode } from '../infer/encode.js';
import { readExample, type Example } from './read-example.js';
import { storeSampling } from './store-sampling.js';

/**
 * Embeddings of examples, made as those of a store were.
 * @param engine with the model that made it
 * @throws XclipError EXAMPLE_FAILED naming one that gives no clip, STORE_DAMAGED
 */
export async function encodeExamples(
  examples: readonly Example[],
  store: Store,
  { model, pool }: Pick<Engine, 'model' | 'pool'>,
): Promise<Float32Array[]> {
  const { numFrames } = model.config.vision;
  const options = {
    pool,
    ...storeSampling(store, { numFrames, geometry: model.preprocessing.geometry }),
  };
  // A graph that leaves the context out may differ in the last digits.
  const withContext = store.description.context !== undefined;
  const embeddings: Float32Array[] = [];
  for (const example of examples) {
    async function* group() {
      yield [await readExample(example, options)];
    }
    for await (const item of encode(group(), { model, withContext })) {
      if ('error' in item) throw failed(example, item.error);
      embeddings.push(...item.views.map(({ videoEmbeds }) => videoEmbeds));
    }
  }
  return embeddings;
}

function failed({ path, startSeconds }: Example, cause: XclipError): XclipError {
  const where = startSeconds === undefined ? '' : ` at ${startSeconds} s`;
  return new XclipError(`the example ${path} gives no clip${where}: ${cause.toLine()}`, {
    code: 'EXAMPLE_FAILED',
    cause,
  });
}
