import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { HeldBranch, HeldPathsResult } from '../../../shared/protocol/paths-schemas.ts';
import { HELD_PATHS } from '../strings-objects.ts';

/** The tree as indented lines, for the clipboard. */
export function branchesAsText(found: HeldPathsResult): string {
  const lines = (
    branches: readonly HeldBranch[],
    hidden: HeldBranch['hidden'],
    depth: number,
  ): string[] => [
    ...branches.flatMap(({ objects, shallowBytes, text, children, hidden: rest }) => [
      `${'  '.repeat(depth)}${formatCount(objects)}\t${formatBytes(shallowBytes)}\t${text}`,
      ...lines(children, rest, depth + 1),
    ]),
    ...(hidden.branches === 0
      ? []
      : [
          `${'  '.repeat(depth)}${formatCount(hidden.objects)}\t\t${HELD_PATHS.more(hidden.branches)}`,
        ]),
  ];
  return [found.text, ...lines(found.branches, found.hidden, 0)].join('\n');
}
