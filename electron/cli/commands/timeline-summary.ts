import { showable } from '../../../shared/base/text.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatQuantity,
} from '../../../shared/base/units.ts';
import type { TimelineReport } from '../../../shared/session/timeline/timeline-report.ts';
import { formatTable } from '../table.ts';

interface Shown {
  /** Functions, and children. */
  readonly limit: number;
  /** The limit of memory that was asked about, in bytes. */
  readonly memoryLimit: number | null;
}

/** A timeline's facts for people. */
export function timelineText(report: TimelineReport, { limit, memoryLimit }: Shown): string {
  const facts = [
    `format      ${report.format}`,
    `command     ${report.command === '' ? 'not recorded' : showable(report.command)}`,
    `time        ${report.start} to ${report.end}, ${formatDuration(report.seconds)}`,
    `measured    ${formatQuantity(report.measurements, 'time')}`,
    ...momentFact('start', report.first),
    ...momentFact('peak', report.peak, report.start),
    ...momentFact('end', report.last),
    ...momentFact('together', report.withChildren, report.start),
    ...(memoryLimit === null ? [] : [`limit       ${limitWords(report, memoryLimit)}`]),
    ...report.warnings.map(({ message }) => `warning     ${message}`),
  ];
  return [
    [report.headline, report.detail].filter((line) => line !== '').join('\n'),
    facts.join('\n'),
    functionsTable(report, limit),
    childrenTable(report, limit),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function momentFact(name: string, moment: TimelineReport['peak'], start?: string): string[] {
  if (moment === null) return [];
  const after =
    start === undefined
      ? ''
      : ` after ${formatDuration((Date.parse(moment.at) - Date.parse(start)) / 1000)}`;
  return [`${name.padEnd(12)}${formatBytes(moment.bytes)}${after}`];
}

function limitWords({ peak, secondsUntilLimit }: TimelineReport, limit: number): string {
  const size = formatBytes(limit);
  if (peak !== null && peak.bytes >= limit) return `${size} was reached`;
  return secondsUntilLimit === null
    ? `${size}; how memory went does not say when it would be reached`
    : `${size} would be reached ${formatDuration(secondsUntilLimit)} after the end, if it goes on like this`;
}

function functionsTable({ functions }: TimelineReport, limit: number): string {
  if (functions.length === 0) return '';
  const table = formatTable(
    [
      { title: 'grown', align: 'right' },
      { title: 'by itself', align: 'right' },
      { title: 'most', align: 'right' },
      { title: 'calls', align: 'right' },
      { title: 'time', align: 'right' },
      { title: 'function', align: 'left', limit: 120 },
    ],
    functions
      .slice(0, limit)
      .map((row) => [
        signed(row.growthBytes),
        signed(row.ownBytes),
        signed(row.largestBytes),
        formatCount(row.calls),
        formatDuration(row.seconds),
        row.name,
      ]),
  );
  return `${table}${more(functions.length - limit, 'function')}`;
}

function childrenTable({ children, childCount }: TimelineReport, limit: number): string {
  if (children.length === 0) return '';
  const shown = children.slice(0, limit);
  const table = formatTable(
    [
      { title: 'peak', align: 'right' },
      { title: 'measured', align: 'right' },
      { title: 'child process', align: 'left' },
    ],
    shown.map(({ pid, measurements, peak }) => [
      formatBytes(peak.bytes),
      formatCount(measurements),
      String(pid),
    ]),
  );
  return `${table}${more(childCount - shown.length, 'child process', 'child processes')}`;
}

function signed(bytes: number): string {
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes);
}

function more(hidden: number, what: string, plural?: string): string {
  if (hidden <= 0) return '';
  return `\nand ${formatQuantity(hidden, `more ${what}`, plural && `more ${plural}`)}; --limit shows more`;
}
