import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import { TypeRole, typeRoles } from './builtin-types.ts';
import { PACE_MASK } from './pace.ts';

/**
 * How well each type names a cycle, higher is better.
 *
 * First types that carry data the dump describes (DataFrame, Series), then classes written in Python,
 * then the rest that is not the language's own machinery; an array on a cycle is one of objects, a
 * container. Below 1 is machinery: classes (whatever their metaclass) before all other. Among equals
 * the type whose objects are the larger ones. O(objects), 11 bytes per type.
 */
export function culpritScores(graph: HeapGraph, job: Job): Float64Array {
  const { nodeCount, type, flags, shallowSize } = graph;
  const typeCount = graph.typeNames.length;
  const roles = typeRoles(graph);
  const isUserType = new Uint8Array(typeCount);
  const isMetaclass = new Uint8Array(typeCount);
  const largest = new Float64Array(typeCount);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    const own = type[node];
    if ((flags[node] & NodeFlag.isType) !== 0) isMetaclass[own] = 1;
    if ((flags[node] & NodeFlag.isUserInstance) !== 0) isUserType[own] = 1;
    if (shallowSize[node] > largest[own]) largest[own] = shallowSize[node];
  }
  const hasData = new Uint8Array(typeCount);
  for (const node of graph.details.node) hasData[type[node]] = 1;

  return Float64Array.from(graph.typeNames, (name, own) => {
    if (isMetaclass[own] === 1) return MACHINERY_CLASS;
    if (roles[own] !== TypeRole.other) return 0;
    const text = graph.strings.get(name);
    if (ARRAY.test(text)) return 1;
    const carriesData = hasData[own] === 1 || DATA_TYPES.test(text);
    const rank = carriesData ? 3 : isUserType[own] === 1 ? 2 : 1;
    // Below one, so that size decides only between types of the same rank.
    return rank + largest[own] / (largest[own] + 1);
  });
}

/** A class made at run time says more of a cycle than its namespace does. */
const MACHINERY_CLASS = 0.5;
const ARRAY = /(^|\.)ndarray$/;
/** For dumps that carry no details. */
const DATA_TYPES = /(^|\.)(DataFrame|Series|Tensor)$/;
