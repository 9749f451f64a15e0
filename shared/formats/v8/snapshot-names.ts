import { inChunks } from '../../base/chunks.ts';
import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { TypeIndex } from '../../heap/heap-graph.ts';
import type { StringIndex } from '../../heap/string-table.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { StringScanner } from './string-scanner.ts';
import type { SnapshotLayout } from './v8-meta.ts';

/**
 * Strings come last in the file. Where they are cut off, every name beyond them becomes its own
 * number, `#4711`; what cannot be one becomes nothing. How many names were lost.
 */
export function nameMissing(
  strings: StringScanner,
  names: Uint32Array,
  kind: Uint8Array,
  label: Uint32Array,
  job: Job,
): number {
  const known = strings.count;
  // More names than nodes and edges together are no names but damage.
  const limit = names.length + label.length;
  let needed = known;
  let lost = 0;
  const check = (column: Uint32Array, row: number): void => {
    if (column[row] < known || column[row] === NO_STRING) return;
    lost++;
    if (column[row] >= limit) column[row] = NO_STRING;
    else needed = Math.max(needed, column[row] + 1);
  };
  inChunks(names.length, job, (from, end) => {
    for (let node = from; node < end; node++) check(names, node);
  });
  inChunks(label.length, job, (from, end) => {
    for (let edge = from; edge < end; edge++) {
      if (kind[edge] !== EdgeKind.index) check(label, edge);
    }
  });
  for (let missing = known; missing < needed; missing++) {
    if ((missing & CHECK_MASK) === 0) job.checkpoint();
    strings.append(`#${missing}`);
  }
  return lost;
}

/**
 * Objects of JavaScript and of the embedder are of the type that they are named after, their
 * constructor; everything else is of V8's own type, in parentheses, and its name is its text.
 *
 * V8's types in `type` become those of the graph, `names` become texts, both in place. Gives the
 * names of the types. O(nodes), 4 bytes per string beside.
 */
export function nameTypes(
  layout: SnapshotLayout,
  strings: StringScanner,
  type: Uint32Array,
  names: Uint32Array,
  job: Job,
): Uint32Array {
  const typeNames = new GrowableUint32(256);
  const addType = (name: StringIndex): TypeIndex => {
    typeNames.push(name);
    return typeNames.length - 1;
  };
  const ownTypes = layout.nodeTypes.map((name) =>
    name === 'object' || name === 'native' ? NO_TYPE : addType(strings.append(`(${name})`)),
  );
  const unknown = addType(strings.append('(unknown)'));
  const typeOfV8 = new Uint32Array(256).fill(unknown);
  typeOfV8.set(ownTypes);
  const typeOfName = new Uint32Array(strings.count).fill(NO_TYPE);
  inChunks(names.length, job, (from, end) => {
    for (let node = from; node < end; node++) {
      const own = type[node] < 256 ? typeOfV8[type[node]] : unknown;
      const name = names[node];
      if (own !== NO_TYPE || name === NO_STRING) {
        type[node] = own === NO_TYPE ? unknown : own;
        continue;
      }
      if (typeOfName[name] === NO_TYPE) typeOfName[name] = addType(name);
      type[node] = typeOfName[name];
      names[node] = NO_STRING;
    }
  });
  return typeNames.toArray();
}

const NO_TYPE = 0xffffffff;
const CHECK_MASK = 0xffff;
