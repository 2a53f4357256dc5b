import { ParquetWriter, type ByteWriter } from 'hyparquet-writer';
import { toKeyValues, type StoreDescription } from './store-description.js';
import { storeSchema } from './store-schema.js';

/** A writer of a store's groups and footers. */
export function createParquet(writer: ByteWriter, description: StoreDescription): ParquetWriter {
  const { context, hasSpans, tool } = description;
  return new ParquetWriter({
    writer,
    schema: storeSchema({ withSpans: hasSpans, withContext: context !== undefined }),
    // Embeds are noise to a compressor.
    codec: 'UNCOMPRESSED',
    kvMetadata: toKeyValues(description),
    createdBy: tool,
  });
}
