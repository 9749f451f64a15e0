import { groupByType, MIXED, type TypeGroups } from '../../analysis/graph/type-groups.ts';
import type { VerdictName } from '../../analysis/graph/verdict.ts';
import { verdictName } from '../../analysis/graph/verdict.ts';
import { OuroborosError } from '../../base/errors.ts';
import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type {
  DominatedPart,
  DominatedRow,
  DominatedTypeRow,
} from '../../protocol/dominator-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeName } from '../rows/names.ts';
import { objectRow } from '../rows/rows.ts';

/**
 * One part of the dominator tree, as lists and by type.
 *
 * What was made for the last part asked about is cached: paging through it asks for the same again.
 */
export class DominatedParts {
  private readonly derived: DerivedColumns;
  private cached: {
    readonly key: string;
    readonly nodes: Uint32Array;
    groups: TypeGroups | null;
  } | null = null;

  constructor(derived: DerivedColumns) {
    this.derived = derived;
  }

  /** The objects of a part, the largest retained size first. Throws `not-found`. */
  nodesOf(part: DominatedPart, job: Job): Uint32Array {
    return this.part(part, job).nodes;
  }

  /** Objects of a part of the tree, by type. */
  groupsOf(part: DominatedPart, job: Job): TypeGroups {
    const cached = this.part(part, job);
    const { graph } = this.derived;
    cached.groups ??= groupByType(
      cached.nodes,
      {
        type: graph.type,
        typeCount: graph.typeNames.length,
        retainedSize: this.derived.dominators(job).retainedSize,
        shallowSize: graph.shallowSize,
        verdict: this.derived.verdicts(job).verdict,
      },
      job,
    );
    return cached.groups;
  }

  rows(request: DumpRequest<'dominated'>, job: Job): DumpResponse<'dominated'> {
    const nodes = this.nodesOf(request.of, job);
    const shown = nodes.subarray(request.offset, request.offset + request.limit);
    return {
      total: nodes.length,
      rows: Array.from(shown, (node) => dominatedRow(this.derived, node, job)),
    };
  }

  typeRows(request: DumpRequest<'dominatedTypes'>, job: Job): DumpResponse<'dominatedTypes'> {
    const groups = this.groupsOf(request.of, job);
    const total = groups.type.length;
    const end = Math.min(total, request.offset + request.limit);
    const rows: DominatedTypeRow[] = [];
    for (let at = request.offset; at < end; at++) rows.push(typeRow(this.derived, groups, at));
    return { total, rows };
  }

  private part(part: DominatedPart, job: Job): NonNullable<DominatedParts['cached']> {
    const { graph } = this.derived;
    const { node, typeIndex } = part;
    if (node !== null && node >= graph.nodeCount) {
      throw new OuroborosError('not-found', `This dump has no object number ${node}.`);
    }
    if (typeIndex !== null && typeIndex >= graph.typeNames.length) {
      throw new OuroborosError('not-found', `This dump has no type number ${typeIndex}.`);
    }
    const key = `${node} ${typeIndex}`;
    if (this.cached?.key === key) return this.cached;
    const children = this.derived.dominatorIndex(job).childrenOf(node ?? NO_NODE, job);
    const nodes = typeIndex === null ? children : ofType(children, graph.type, typeIndex);
    this.cached = { key, nodes, groups: null };
    return this.cached;
  }
}

function ofType(nodes: Uint32Array, type: Uint32Array, wanted: number): Uint32Array {
  const found = new GrowableUint32(256);
  for (let at = 0; at < nodes.length; at++) {
    if (type[nodes[at]] === wanted) found.push(nodes[at]);
  }
  return found.toArray();
}

/** An object with what it dominates. */
export function dominatedRow(derived: DerivedColumns, node: number, job: Job): DominatedRow {
  return {
    ...objectRow(derived, node, job),
    retainedSize: derived.dominators(job).retainedSize[node],
    dominates: derived.dominatorIndex(job).childCount(node),
  };
}

/** A group as a row. */
export function typeRow(derived: DerivedColumns, groups: TypeGroups, at: number): DominatedTypeRow {
  return {
    typeIndex: groups.type[at],
    type: typeName(derived.graph, groups.type[at]),
    count: groups.count[at],
    retainedBytes: groups.retainedSize[at],
    shallowBytes: groups.shallowSize[at],
    verdict: sharedVerdict(groups.verdict[at]),
  };
}

function sharedVerdict(verdict: number): VerdictName | null {
  return verdict === MIXED ? null : verdictName(verdict);
}
