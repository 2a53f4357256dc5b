import { STAGES, type BenchReport } from './report.js';
import { columnLine, type Column } from '../../output/formats/columns.js';
import { printable } from '../../output/printable.js';

const COLUMNS: readonly Column[] = [{ width: 12 }, { width: 10, align: 'right' }];
const WIDTH = 24;
const MEGABYTE = 1e6;

/** A report for people. */
export function benchTable(report: BenchReport): string {
  const { model, labels, machine, tool, node, decoder, decoders, videos, failed } = report;
  const lines = [
    `${model.id}: ${model.frames} frames of ${model.pixels} × ${model.pixels}, ${counted(labels, 'label')}`,
    `${counted(videos, 'video')}${failed > 0 ? ` (${failed} failed)` : ''} over and over, ${counted(decoders, 'decoder')}`,
    `${machine.cpu}, ${counted(machine.cores, 'core')}; xclip ${tool.version}, Node ${node}, FFmpeg ${decoder.version}, ${decoder.engine}`,
    '',
    columnLine(COLUMNS, ['', 'ms a clip']),
    ...STAGES.map((stage) => columnLine(COLUMNS, [stage, report.stages_ms[stage].toFixed(1)])),
    '─'.repeat(WIDTH),
    `${columnLine(COLUMNS, ['a clip', report.ms_per_clip.toFixed(1)])}   ${report.clips_per_second.toFixed(2)} clips a second (${counted(report.clips, 'clip')} in ${report.seconds.toFixed(1)} s)`,
    `${columnLine(COLUMNS, ['first record', report.first_record_ms.toFixed(0)])}   after the start`,
    '',
    `inference waited for decoded clips ${percent(report.waiting.inference)} of the time, decoders for inference ${percent(report.waiting.decoders)}: ${report.bound_by} sets the pace`,
    memoryLine(report),
  ];
  return lines.map((line) => printable(line).trimEnd() + '\n').join('');
}

function memoryLine({ memory }: BenchReport): string {
  if (memory === null) return 'memory: not known on this system';
  const { resident_bytes, private_bytes, mapped_bytes, processes } = memory;
  return `memory at most ${megabytes(resident_bytes)} MB in ${counted(processes, 'process', 'processes')}: ${megabytes(private_bytes)} private, ${megabytes(mapped_bytes)} mapped from files, such as weights`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(0);
}
