import { choose, f64, type I32, type I64, i32, i64 } from '../../base/wasm/code.ts';
import { KINDS_AT, MAX_ENDS, NAMED_AT, NAMELESS_AT, OUTPUT_AT, STATE } from './kernel-memory.ts';
import { createRowModule, type FieldUse, type RowVariables } from './row-kernel.ts';
import type { SnapshotLayout } from './v8-meta.ts';

/** `detachedness` of a DOM node that no document holds any more. */
const DETACHED = 2n;

/** How many rows a call reads at most. */
export const MAX_NODES_AT_ONCE = Math.ceil(MAX_ENDS / 5);
export const MAX_EDGES_AT_ONCE = Math.ceil(MAX_ENDS / 3);

/** Where the columns of the nodes that were read stand; a detached one's row after the others. */
export const NODE_COLUMNS = {
  id: OUTPUT_AT,
  size: OUTPUT_AT + 8 * MAX_NODES_AT_ONCE,
  type: OUTPUT_AT + 16 * MAX_NODES_AT_ONCE,
  name: OUTPUT_AT + 20 * MAX_NODES_AT_ONCE,
  edgeCount: OUTPUT_AT + 24 * MAX_NODES_AT_ONCE,
  detached: OUTPUT_AT + 28 * MAX_NODES_AT_ONCE,
} as const;

/** Where the columns of the edges that were read stand. */
export const EDGE_COLUMNS = {
  target: OUTPUT_AT,
  label: OUTPUT_AT + 4 * MAX_EDGES_AT_ONCE,
  kind: OUTPUT_AT + 8 * MAX_EDGES_AT_ONCE,
} as const;

/** The module that reads nodes; the call's `limit` means nothing. */
export function createNodeModule(layout: SnapshotLayout): WebAssembly.Module {
  return createRowModule(layout.nodeFields, (variables) => {
    const { value, row, local } = variables;
    const detached = local('i32');
    const names = trackNames(variables);
    const word = i32.wrap(value.get);
    const put = (column: number) => [i32.store(timesFour(row.get), word, column)];
    const detachedness: FieldUse = {
      field: layout.detachedness,
      isShort: true,
      use: [
        i32.store(timesFour(detached.get), row.get, NODE_COLUMNS.detached),
        detached.set(i32.add(detached.get, i64.eq(value.get, i64.const(DETACHED)))),
      ],
    };
    return {
      begin: names.begin,
      fields: [
        { field: layout.type, isShort: true, use: put(NODE_COLUMNS.type) },
        { field: layout.name, use: [...put(NODE_COLUMNS.name), names.note(word)] },
        {
          field: layout.id,
          use: [i64.store(timesEight(row.get), value.get, NODE_COLUMNS.id)],
        },
        {
          field: layout.selfSize,
          use: [f64.store(timesEight(row.get), f64.convertU(value.get), NODE_COLUMNS.size)],
        },
        { field: layout.edgeCountField, use: put(NODE_COLUMNS.edgeCount) },
        ...(layout.detachedness < 0 ? [] : [detachedness]),
      ],
      end: [i32.store(i32.const(STATE.detached), detached.get), ...names.end],
    };
  });
}

/**
 * The module that reads edges. Targets are places in the flat array of nodes; what is none, or is
 * none of the first `limit` nodes, becomes `NO_NODE` and is counted as missing.
 */
export function createEdgeModule(layout: SnapshotLayout): WebAssembly.Module {
  return createRowModule(layout.edgeFields, (variables) => {
    const { value, row, limit, local } = variables;
    const type = local('i32');
    const label = local('i32');
    const node = local('i64');
    const isMissing = local('i32');
    const missing = local('i32');
    const names = trackNames(variables);
    return {
      begin: names.begin,
      fields: [
        {
          field: layout.edgeType,
          isShort: true,
          use: [
            type.set(i32.and(i32.wrap(value.get), i32.const(0xff))),
            i32.store8(row.get, i32.load8(type.get, KINDS_AT), EDGE_COLUMNS.kind),
          ],
        },
        {
          field: layout.edgeName,
          use: [
            label.set(i32.or(i32.wrap(value.get), i32.load(timesFour(type.get), NAMELESS_AT))),
            i32.store(timesFour(row.get), label.get, EDGE_COLUMNS.label),
            names.note(i32.and(label.get, i32.load(timesFour(type.get), NAMED_AT))),
          ],
        },
        {
          field: layout.edgeTarget,
          use: [
            node.set(exactQuotient(value.get, layout.nodeFields)),
            isMissing.set(i64.geU(node.get, i64.extendU(limit.get))),
            i32.store(
              timesFour(row.get),
              choose(isMissing.get, i32.const(-1), i32.wrap(node.get)),
              EDGE_COLUMNS.target,
            ),
            missing.set(i32.add(missing.get, isMissing.get)),
          ],
        },
      ],
      end: [i32.store(i32.const(STATE.missing), missing.get), ...names.end],
    };
  });
}

/** Keeps the highest number of a string; the word of all bits counts as the highest. */
function trackNames({ local }: RowVariables) {
  const highest = local('i32');
  return {
    begin: [highest.set(i32.load(i32.const(STATE.highestName)))],
    note: (name: I32) => highest.set(choose(i32.gtU(name, highest.get), name, highest.get)),
    end: [i32.store(i32.const(STATE.highestName), highest.get)],
  };
}

/**
 * `value` divided by a small number where nothing remains, and at least 2^64 / `divisor` elsewhere:
 * a multiplication with the inverse modulo 2^64 (Granlund and Montgomery, "Division by invariant
 * integers using multiplication", 1994, section 9), a tenth of the time of a division.
 */
function exactQuotient(value: I64, divisor: number): I64 {
  const zeros = 31 - Math.clz32(divisor & -divisor);
  const odd = BigInt(divisor >>> zeros);
  // Each step doubles the bits that are right, of which there are three at first.
  let inverse = odd;
  for (let step = 0; step < 5; step++) inverse = BigInt.asUintN(64, inverse * (2n - odd * inverse));
  return i64.rotr(i64.mul(value, i64.const(inverse)), i64.const(BigInt(zeros)));
}

function timesFour(value: I32): I32 {
  return i32.shl(value, i32.const(2));
}

function timesEight(value: I32): I32 {
  return i32.shl(value, i32.const(3));
}
