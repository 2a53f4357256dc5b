import type { CheckResult } from '../../check-result.js';
import { DEFAULT_MODEL } from '../../hub/known-models.js';
import type { ModelRow } from '../models/model-rows.js';

/** Which models are here already. */
export function checkModels(rows: readonly Pick<ModelRow, 'id' | 'state'>[]): CheckResult {
  const idsOf = (state: ModelRow['state']): string[] =>
    rows.filter((row) => row.state === state).map(({ id }) => id);
  const bundled = idsOf('bundled');
  const cached = idsOf('cached');
  const detail = `bundled: ${bundled.join(', ')}; in the cache: ${cached.length === 0 ? 'none' : cached.join(', ')}`;
  if (cached.includes(DEFAULT_MODEL)) return { check: 'models', status: 'ok', detail };
  return {
    check: 'models',
    status: 'warn',
    detail: `${detail}; without ${DEFAULT_MODEL}, which runs take if no --model is named`,
    hint: `the first run with a network fetches it, or: xclip models pull ${DEFAULT_MODEL}; without one take --model ${bundled[0] ?? 'DIR'}`,
  };
}
