import { showable } from '../../shared/base/text.ts';
import { formatBytes, formatCount, formatQuantity } from '../../shared/base/units.ts';
import type {
  HeldBranch,
  HeldPathsResult,
  WaysResult,
} from '../../shared/protocol/paths-schemas.ts';
import type { ForPrograms } from '../../shared/session/rows/for-programs.ts';
import { formatTable } from './table.ts';

/** Each independent way in a line, then what ends them. */
export function disjointPathsText({
  text,
  count,
  ways,
  release,
  releaseNearRoots,
  notes,
}: ForPrograms<WaysResult>): string {
  const listed = ways.map((way, at) => `  ${String(at + 1).padStart(2)}  ${way.text}`);
  const more = count - ways.length;
  const near = releaseNearRoots?.text ?? '';
  return [
    text,
    ...listed,
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
    ...(release === null ? [] : ['', release.text]),
    ...(near === ''
      ? []
      : [`Nearer to the roots: ${near.charAt(0).toLowerCase()}${near.slice(1)}`]),
    ...notes,
  ]
    .map(showable)
    .join('\n');
}

const UNREACHED: Readonly<Record<string, string>> = {
  garbage: 'wait for the garbage collector: only cycles hold them',
  never: 'are unreachable and will never be freed',
  unknown: 'may be held by what this dump does not know',
};

/** The merged paths as an indented tree, what most is held through first. */
export function heldPathsText(report: ForPrograms<HeldPathsResult>): string {
  const { text, objects, shallowBytes, unreached, branches, hidden, partial } = report;
  const lines = [
    text,
    `${formatQuantity(objects, 'object')}, ${formatBytes(shallowBytes)} shallow`,
    ...unreached.map(
      (row) => `${formatCount(row.objects)} ${UNREACHED[row.verdict] ?? row.verdict}`,
    ),
  ];
  const rows = rowsOf(branches, hidden, 0);
  if (rows.length > 0) {
    const table = formatTable(
      [
        { title: 'objects', align: 'right' },
        { title: 'shallow', align: 'right' },
        { title: 'for example', align: 'left' },
        { title: 'held through', align: 'left', limit: 160 },
      ],
      rows,
    );
    lines.push('', table);
  }
  if (partial) lines.push('There are too many different steps: some are not told apart.');
  return lines.map((line) => line.split('\n').map(showable).join('\n')).join('\n');
}

function rowsOf(
  branches: readonly ForPrograms<HeldBranch>[],
  hidden: ForPrograms<HeldPathsResult>['hidden'],
  depth: number,
): readonly (readonly string[])[] {
  const indent = '  '.repeat(depth);
  const listed = branches.flatMap((branch) => [
    [
      formatCount(branch.objects),
      formatBytes(branch.shallowBytes),
      branch.example,
      indent + branch.text,
    ],
    ...rowsOf(branch.children, branch.hidden, depth + 1),
  ]);
  if (hidden.branches === 0) return listed;
  const rest = `${indent}${formatQuantity(hidden.branches, 'more step')}; --limit shows more`;
  return [...listed, [formatCount(hidden.objects), '', '', rest]];
}
