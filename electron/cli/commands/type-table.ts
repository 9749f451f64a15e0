import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { TypeCount } from '../../../shared/session/report/reports.ts';
import { formatTable } from '../table.ts';

export function formatTypes(types: readonly TypeCount[]): string {
  return formatTable(
    [
      { title: 'objects', align: 'right' },
      { title: 'shallow', align: 'right' },
      { title: 'type', align: 'left', limit: 120 },
    ],
    types.map(({ type, count, shallowBytes }) => [
      formatCount(count),
      formatBytes(shallowBytes),
      type,
    ]),
  );
}
