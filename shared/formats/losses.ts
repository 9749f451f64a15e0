import { formatQuantity } from '../base/units.ts';
import type { ImportContext } from './importer.ts';

/** Says how many objects came again under an address that was taken; nothing for 0. */
export function warnOfDuplicates({ warn }: Pick<ImportContext, 'warn'>, objects: number): void {
  if (objects === 0) return;
  warn({
    code: 'duplicate-objects',
    message: `${formatQuantity(objects, 'object')} stood in the dump more than once; the first of each was kept.`,
  });
}

/** Says how many references lead out of the dump; nothing for 0. */
export function warnOfDangling({ warn }: Pick<ImportContext, 'warn'>, references: number): void {
  if (references === 0) return;
  warn({
    code: 'dangling-references',
    message: `Left out: ${formatQuantity(references, 'reference')} to objects that are not in the dump.`,
  });
}
