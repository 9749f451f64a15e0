import { isPositionKind } from './edge-kind.ts';
import { NO_NODE } from './heap-graph.ts';
import type { LayoutInterner } from './layout-interner.ts';
import { NO_STRING } from './string-table.ts';

export interface ReferenceColumns {
  readonly firstEdge: Uint32Array;
  /** `NO_NODE` for what is not in the dump. */
  readonly target: Uint32Array;
  readonly kind: Uint8Array;
  readonly label: Uint32Array | null;
  /** Per node; changed in place for objects that lose references. */
  readonly layout: Uint32Array | null;
}

/**
 * The references without those that dangle. O(edges); the columns as they are when none does.
 *
 * `layouts` is where the numbers in `layout` come from; null where there are none.
 *
 * A layout labels references by their position, so an object that loses one gets a layout of its
 * own that says what the remaining ones were called.
 */
export function dropDangling(
  columns: ReferenceColumns,
  nodeCount: number,
  layouts: LayoutInterner | null,
): ReferenceColumns & { readonly dangling: number } {
  const { firstEdge, target, kind, label, layout } = columns;
  if (target.indexOf(NO_NODE) < 0) return { ...columns, dangling: 0 };
  const labeller = layout === null || layouts === null ? null : new Relabeller(columns, layouts);
  let kept = 0;
  let edge = 0;
  for (let node = 0; node < nodeCount; node++) {
    const end = firstEdge[node + 1];
    if (layout !== null && labeller !== null && holdsDangling(target, edge, end)) {
      layout[node] = labeller.layoutOfRemaining(layout[node], edge, end);
    }
    firstEdge[node] = kept;
    for (; edge < end; edge++) {
      if (target[edge] === NO_NODE) continue;
      target[kept] = target[edge];
      kind[kept] = kind[edge];
      if (label !== null) label[kept] = label[edge];
      kept++;
    }
  }
  firstEdge[nodeCount] = kept;
  return {
    firstEdge,
    target: target.slice(0, kept),
    kind: kind.slice(0, kept),
    label: label?.slice(0, kept) ?? null,
    layout,
    dangling: target.length - kept,
  };
}

function holdsDangling(target: Uint32Array, first: number, end: number): boolean {
  for (let edge = first; edge < end; edge++) if (target[edge] === NO_NODE) return true;
  return false;
}

class Relabeller {
  private readonly columns: ReferenceColumns;
  private readonly layouts: LayoutInterner;
  private readonly firstSlot: Uint32Array;
  private readonly slotLabel: Uint32Array;
  private labels = new Uint32Array(64);

  constructor(columns: ReferenceColumns, layouts: LayoutInterner) {
    this.columns = columns;
    this.layouts = layouts;
    const { layoutFirstSlot, slotLabel } = layouts.finish();
    this.firstSlot = layoutFirstSlot;
    this.slotLabel = slotLabel;
  }

  /** A layout with the labels that `layout` gave to those of first … end − 1 that stay. */
  layoutOfRemaining(layout: number, first: number, end: number): number {
    const { target, kind } = this.columns;
    const firstSlot = this.firstSlot[layout];
    const slots = this.firstSlot[layout + 1] - firstSlot;
    if (this.labels.length < end - first) this.labels = new Uint32Array(2 * (end - first));
    let count = 0;
    for (let edge = first; edge < end; edge++) {
      if (target[edge] === NO_NODE) continue;
      const position = edge - first;
      const beyond = isPositionKind(kind[edge]) ? position - slots : NO_STRING;
      this.labels[count++] = position < slots ? this.slotLabel[firstSlot + position] : beyond;
    }
    return this.layouts.intern(this.labels, count);
  }
}
