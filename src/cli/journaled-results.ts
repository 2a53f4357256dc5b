import type { JournaledOutput } from '../output/journal/journaled-output.js';
import type { RecordFormat } from '../output/formats/record-format.js';
import { failureLine } from './record-writer.js';
import type { TagResults } from './run/results.js';

/** Records into an output that can be resumed. */
export function journaledResults(output: JournaledOutput, format: RecordFormat): TagResults {
  return {
    take: (item) => {
      if ('reused' in item) return output.copy(item.reused);
      return 'error' in item
        ? output.writeFailure(failureLine(item))
        : output.writeRecord(format.toText(item));
    },
    finish: (path) => output.finish(path),
    reportDrift: () => false,
    close: () => output.close(),
  };
}
