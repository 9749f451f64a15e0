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
const TEXTS: ReadonlySet<string> = new Set(['str', 'string', 'String', 'bytes', 'bytearray']);

export function contentItem(row: ContentRow): TreeItem {
  const isText = TEXTS.has(row.object.type);
  const isLong = isText && (row.length ?? 0) > LONG_TEXT;
  const length =
    row.length === null || (isText && !isLong) || (!isText && row.length === 0)
      ? ''
      : formatQuantity(row.length, isText ? 'character' : 'item');
  return {
    name: row.name === '' ? TREE.kinds[row.kind] : row.name,
    isNamed: row.name !== '',
    value: row.value,
    place: '',
    meta: joined([length, row.opens ? sizeText(row.object) : '', ...marksOf(row)]),
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
    meta: joined([sizeText(row.object), ...marksOf(row)]),
    opens: row.opens,
    object: row.object,
  };
}

/** What it retains where that is known, and is worth a word. */
function sizeText({ retainedSize, shallowSize }: ObjectRow): string {
  const bytes = retainedSize ?? shallowSize;
  return bytes < SMALL ? '' : formatBytes(bytes);
}

function marksOf(row: { readonly isWeak: boolean; readonly isHidden: boolean }): string[] {
  return [row.isWeak ? INSPECTOR.weak : '', row.isHidden ? INSPECTOR.hiddenShort : ''];
}

function joined(parts: readonly string[], between = ' · '): string {
  return parts.filter((part) => part !== '').join(between);
}
