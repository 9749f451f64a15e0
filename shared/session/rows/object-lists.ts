import { NO_COMPONENT } from '../../analysis/components/components.ts';
import { retainedSizeOfSet } from '../../analysis/dominators/retained-set.ts';
import { Verdict } from '../../analysis/graph/verdict.ts';
import type { Job } from '../../base/job.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT, NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { ListedObject } from '../../protocol/object-schemas.ts';
import type { CutChoice } from '../../protocol/schemas.ts';
import type { Condition } from '../../query/condition.ts';
import { Cost, conditionOn, marked } from '../../query/condition.ts';
import { OBJECT_FIELDS } from '../../query/fields.ts';
import { orderNodes } from '../../query/order.ts';
import { parseFilter } from '../../query/parser.ts';
import type { QueryColumns } from '../../query/query-columns.ts';
import { countReferrers } from '../../query/query-columns.ts';
import { selectNodes } from '../../query/select.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { ContentReader } from './contents.ts';
import { BRIEF, reprOf } from './repr.ts';
import { frameColumnsText, objectRow } from './rows.ts';

type ObjectQuery = DumpRequest<'objects'>['query'];

interface Cached {
  readonly key: string;
  readonly nodes: Uint32Array;
}

/**
 * Objects by filter and order, page by page.
 *
 * The last selection is cached twice, as found and in order: paging asks for the same again, and
 * another order does not filter again. 8 bytes per object selected.
 */
export class ObjectLists {
  private readonly derived: DerivedColumns;
  private readonly contents: ContentReader;
  private referrerCounts: Uint32Array | null = null;
  private found: Cached | null = null;
  private ordered: Cached | null = null;

  constructor(derived: DerivedColumns, contents: ContentReader) {
    this.derived = derived;
    this.contents = contents;
  }

  /** The objects that a query selects, in its order. Throws `QueryError` about its filter. */
  select(query: ObjectQuery, cuts: CutChoice, job: Job): Uint32Array {
    const key = JSON.stringify([query, cuts]);
    if (this.ordered?.key === key) return this.ordered.nodes;
    const columns = this.columns(cuts);
    const found = this.filter(query, cuts, columns, job);
    const nodes = orderNodes(found, query.sort, query.descending, columns, job);
    this.ordered = { key, nodes };
    return nodes;
  }

  /** Every selected object, in the order of the dump, for questions about all of them. */
  selectAll(query: ObjectQuery, cuts: CutChoice, job: Job): Uint32Array {
    return this.filter(query, cuts, this.columns(cuts), job);
  }

  page(request: DumpRequest<'objects'>, job: Job): DumpResponse<'objects'> {
    const nodes = this.select(request.query, request.cuts, job);
    const columns = this.columns(request.cuts);
    if (request.columns?.includes('retainedSize') === true) columns.retainedSizes(job);
    if (request.columns?.includes('referrers') === true) columns.referrerCounts(job);
    const derived = this.derived.under(request.cuts);
    const shown = nodes.subarray(request.offset, request.offset + request.limit);
    return {
      total: nodes.length,
      rows: Array.from(shown, (node) => this.listed(derived, node, request.attributes ?? [], job)),
    };
  }

  private filter(
    query: ObjectQuery,
    cuts: CutChoice,
    columns: QueryColumns,
    job: Job,
  ): Uint32Array {
    const { where, typeIndex, familyId } = query;
    const key = JSON.stringify([where, typeIndex, familyId, cuts]);
    if (this.found?.key === key) return this.found.nodes;
    const nodes = selectNodes(
      parseFilter(where, OBJECT_FIELDS),
      columns,
      job,
      chosenBesides(query, columns),
    );
    this.found = { key, nodes };
    return nodes;
  }

  private listed(
    derived: DerivedColumns,
    node: NodeIndex,
    attributes: readonly string[],
    job: Job,
  ): ListedObject {
    const { graph } = derived;
    const { firstEdge, length, flags } = graph;
    const row = objectRow(derived, node, job);
    const isInstance = (flags[node] & NodeFlag.isUserInstance) !== 0;
    const value =
      row.preview === '' && isInstance ? this.brief(node, job) : frameColumnsText(graph, node);
    const items = length?.[node] ?? NO_COUNT;
    return {
      ...row,
      value,
      attributes: attributes.map((name) => {
        const found = this.contents.named(node, name);
        return found === NO_NODE ? '' : reprOf(graph, this.contents, found, BRIEF, job).text;
      }),
      length: items === NO_COUNT ? null : items,
      referrers: this.referrerCounts?.[node] ?? null,
      referents: firstEdge[node + 1] - firstEdge[node],
    };
  }

  /** `user='user282', basket=[]`: the type stands beside it. */
  private brief(node: NodeIndex, job: Job): string {
    const { text } = reprOf(this.derived.graph, this.contents, node, BRIEF, job);
    return /^[^(]*\((.*)\)$/s.exec(text)?.[1] ?? text;
  }

  private columns(cuts: CutChoice): QueryColumns {
    const derived = this.derived.under(cuts);
    return {
      graph: derived.graph,
      verdictBytes: Verdict,
      verdicts: (job) => derived.verdicts(job).verdict,
      retainedSizes: (job) => {
        // Every row has a name, for which nothing of these is needed.
        derived.beginDominators(job);
        derived.names(job);
        return derived.dominators(job).retainedSize;
      },
      referrerCounts: (job) => {
        this.referrerCounts ??= countReferrers(derived.graph, job);
        return this.referrerCounts;
      },
      names: (job) => {
        const namer = derived.namer(job);
        return (node) => namer.text(node);
      },
      cyclic: (job) => {
        const { component } = derived.cycles(cuts, job).components;
        const marks = new Uint8Array(component.length);
        for (let node = 0; node < marks.length; node++) {
          if (component[node] !== NO_COMPONENT) marks[node] = 1;
        }
        return marks;
      },
      families: (job) => derived.cycles(cuts, job).families.families,
    };
  }
}

/** What is chosen beside the filter: exactly one type (names can be shared), members of a family. */
function chosenBesides(
  { typeIndex, familyId }: ObjectQuery,
  columns: QueryColumns,
): readonly Condition[] {
  const { graph } = columns;
  const ofType = conditionOn(Cost.column, () => (node) => graph.type[node] === typeIndex);
  const inFamily = conditionOn(Cost.cycles, (job) => {
    const marks = new Uint8Array(graph.nodeCount);
    for (const node of columns.families(job)[familyId ?? -1]?.instances ?? []) marks[node] = 1;
    return marked(marks);
  });
  return [...(typeIndex === null ? [] : [ofType]), ...(familyId === null ? [] : [inFamily])];
}

/** What these objects hold together: exact, however they refer to each other. O(n + m). */
export function ownedTogether(
  derived: DerivedColumns,
  nodes: Uint32Array,
  job: Job,
): DumpResponse<'owned'> {
  const { graph } = derived;
  return {
    objects: nodes.length,
    shallowBytes: nodes.reduce((sum, node) => sum + graph.shallowSize[node], 0),
    retainedBytes: retainedSizeOfSet(graph, nodes, derived.verdicts(job), job),
  };
}
