import type { Engine } from '../pipeline/engine.js';
import { describeDevice } from './describe-device.js';
import { decoderReport } from './decoder-report.js';
import { describeRun } from './describe-run.js';
import type { RunCounts, RunReport } from './run/report.js';
import type { TagRequest } from './tag/request.js';

/** How a run of `tag` ended. */
export interface TagResult {
  counts: RunCounts;
  interrupted: boolean;
  drifted: boolean;
}

interface ReportParts extends TagResult {
  version: string;
  seconds: Record<string, number>;
  startedAt: Date;
  weightsHash: string;
}

/** What is told of a run of `tag`: its settings, defaults included, and what came of it. */
export function tagReport(request: TagRequest, engine: Engine, parts: ReportParts): RunReport {
  const { checkpoint, batchSize, decoders } = engine;
  const decoder = decoderReport(engine);
  const settings = {
    ...request.flags,
    paths: request.walk.paths,
    'batch-size': batchSize,
    decoders,
    format: request.format,
  };
  const { tool, model, ...rest } = describeRun({ ...parts, checkpoint, settings });
  const device = describeDevice(engine);
  const { precision } = engine.model;
  return { tool, model, decoder, device, precision, labels: request.labels, ...rest };
}
