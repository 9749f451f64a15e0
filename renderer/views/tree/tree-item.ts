import { byName } from '../../../shared/base/by-name.ts';
import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatBytes, formatQuantity } from '../../../shared/base/units.ts';
import type { ContentRow } from '../../../shared/protocol/content-schemas.ts';
import type { ObjectRow, ReferenceRow } from '../../../shared/protocol/schemas.ts';
import { INSPECTOR, TREE } from '../strings-inspector.ts';

/** Which neighbours a tree opens into, level by level. */
export type TreeDirection = 'contents' | 'referrers';

/** One row of a tree of objects, in the words it is shown with. */
export interface TreeItem {
  /** What it is called by whoever refers to it: `user`, `['k']`, `.ww`; '' for nothing. */
  readonly name: string;
  /** Whether the name is what the program calls it, or a word of ours. */
  readonly isNamed: boolean;
  readonly value: string;
  /** Its place in the program, as code; '' where it does not matter. */
  readonly place: string;
  /** Sizes and marks, at the end of the row. */
  readonly meta: string;
  readonly opens: boolean;
  readonly object: ObjectRow;
}

/** Below this a size tells nothing in a row. */
const SMALL = 1024;
/** A text longer than this does not stand in its row whole. */
const LONG_TEXT = 60;
/** Values of characters or bytes: what they are counted in. */
const COUNTED_IN = byName<string>({
  str: 'character',
  string: 'character',
  String: 'character',
  bytes: 'byte',
  bytearray: 'byte',
});

export function contentItem(row: ContentRow): TreeItem {
  const unit = COUNTED_IN.get(row.object.type);
  // A short text is seen whole, an empty container for what it is.
  const isSeen = (row.length ?? 0) <= (unit === undefined ? 0 : LONG_TEXT);
  const length = isSeen ? '' : formatQuantity(row.length ?? 0, unit ?? 'item');
  return {
    name: row.name === '' ? TREE.kinds[row.kind] : row.name,
    isNamed: row.name !== '',
    value: row.value,
    place: '',
    meta: joined([length, row.opens ? sizeText(row.object) : '', row.isWeak ? INSPECTOR.weak : '']),
    opens: row.opens,
    object: row.object,
  };
}

export function referrerItem(row: ReferenceRow): TreeItem {
  return {
    name: row.label === '' ? INSPECTOR.unlabelled : row.label,
    isNamed: row.label !== '',
    value: joined([shortTypeName(row.object.type), row.object.preview], ' '),
    place: row.object.path,
    meta: joined([
      sizeText(row.object),
      row.isWeak ? INSPECTOR.weak : '',
      row.isHidden ? INSPECTOR.hiddenShort : '',
    ]),
    opens: row.opens,
    object: row.object,
  };
}

/** What it retains where that is known, and is worth a word. */
function sizeText({ retainedSize, shallowSize }: ObjectRow): string {
  const bytes = retainedSize ?? shallowSize;
  return bytes < SMALL ? '' : formatBytes(bytes);
}

function joined(parts: readonly string[], between = ' · '): string {
  return parts.filter((part) => part !== '').join(between);
}
