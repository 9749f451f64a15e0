import { nodeAddress } from '../../../shared/heap/address.ts';
import { edgeLabel } from '../../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT, NodeFlag } from '../../../shared/heap/heap-graph.ts';
import { objectDetails, sparseString } from '../../../shared/heap/object-details.ts';
import { NO_STRING } from '../../../shared/heap/string-table.ts';
import type { Expression, Literal } from '../../../shared/query/expression.ts';
import type { FieldName, Operator } from '../../../shared/query/fields.ts';

/** What the engine would have to compute, as plain values. */
export interface NaiveColumns {
  readonly verdict: readonly string[];
  readonly retained: readonly number[];
  /** What each object is called. */
  readonly path: readonly string[];
  readonly cyclic: readonly boolean[];
  readonly families: readonly (readonly number[])[];
}

type Value = string | number | bigint | boolean;

/** Whether an object satisfies a filter, the slow and obvious way: the oracle of these tests. */
export function naiveFilter(
  graph: HeapGraph,
  columns: NaiveColumns,
  expression: Expression,
  node: number,
): boolean {
  const again = (operand: Expression) => naiveFilter(graph, columns, operand, node);
  switch (expression.kind) {
    case 'everything':
      return true;
    case 'and':
      return expression.operands.every(again);
    case 'or':
      return expression.operands.some(again);
    case 'not':
      return !again(expression.operand);
    case 'matches': {
      const form = new RegExp(
        expression.pattern.source,
        expression.pattern.ignoreCase ? 'iu' : 'u',
      );
      return (
        form.test(typeOf(graph, node)) ||
        texts(graph, 'text', node, true).some((text) => form.test(text))
      );
    }
    case 'word': {
      const wanted = expression.text.toLowerCase();
      const address = `0x${nodeAddress(graph, node).toString(16)}`;
      return (
        [typeOf(graph, node), ...texts(graph, 'text', node, true)].some((text) =>
          text.toLowerCase().includes(wanted),
        ) ||
        (wanted.startsWith('0x') && address.startsWith(wanted))
      );
    }
    case 'in': {
      const { field, values, isNegated } = expression;
      return values.some((value) => compare(graph, columns, node, field, '=', value)) !== isNegated;
    }
    case 'compare': {
      const { field, operator, value } = expression;
      if (operator === '!=') return !compare(graph, columns, node, field, '=', value);
      if (operator === '!~') return !compare(graph, columns, node, field, '~', value);
      return compare(graph, columns, node, field, operator, value);
    }
  }
}

function compare(
  graph: HeapGraph,
  columns: NaiveColumns,
  node: number,
  field: FieldName,
  operator: Operator,
  literal: Literal,
): boolean {
  return valuesOf(graph, columns, field, node, operator === '~').some((value) => {
    if (operator === '~') return isFound(value, literal);
    if (literal.form === 'address') {
      return isOrdered(value, operator, (BigInt(literal.high) << 32n) | BigInt(literal.low));
    }
    if (literal.form === 'text') return value === literal.text;
    if (literal.form === 'pattern') return false;
    return isOrdered(value, operator, literal.value);
  });
}

function isFound(value: Value, literal: Literal): boolean {
  if (literal.form === 'pattern') {
    return new RegExp(literal.source, literal.ignoreCase ? 'iu' : 'u').test(String(value));
  }
  const wanted = literal.form === 'text' ? literal.text.toLowerCase() : '';
  if (typeof value !== 'bigint') return String(value).toLowerCase().includes(wanted);
  const address = value.toString(16);
  return wanted.startsWith('0x') ? `0x${address}`.startsWith(wanted) : address.includes(wanted);
}

function isOrdered(value: Value, operator: Operator, bound: Value): boolean {
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    default:
      return value === bound;
  }
}

/** All values that a field has for an object; none where the dump does not know. */
function valuesOf(
  graph: HeapGraph,
  columns: NaiveColumns,
  field: FieldName,
  node: number,
  isSearch: boolean,
): readonly Value[] {
  const flag = (mask: number) => [(graph.flags[node] & mask) !== 0];
  const known = (value: number | null | undefined) =>
    value === null || value === undefined || value >= IMMORTAL_COUNT ? [] : [value];
  const details = objectDetails(graph, node);
  switch (field) {
    case 'type':
    case 'module':
    case 'text':
    case 'site':
    case 'attr':
    case 'label':
      return texts(graph, field, node, isSearch);
    case 'size':
      return [graph.shallowSize[node]];
    case 'retained':
      return [columns.retained[node] ?? 0];
    case 'refcount':
      return known(graph.refcount?.[node]);
    case 'length':
      return graph.length === null || graph.length[node] === NO_COUNT ? [] : [graph.length[node]];
    case 'referents':
      return [graph.firstEdge[node + 1] - graph.firstEdge[node]];
    case 'referrers':
      return [graph.edgeTarget.filter((target) => target === node).length];
    case 'rows':
      return known(details?.shape?.[0]);
    case 'columns':
      return known(details?.columnCount ?? details?.shape?.[1]);
    case 'data':
      return known(details?.dataBytes);
    case 'verdict':
      return [columns.verdict[node] ?? ''];
    case 'path':
      return columns.path[node] ? [columns.path[node]] : [];
    case 'family':
      return columns.families.flatMap((members, at) => (members.includes(node) ? [at + 1] : []));
    case 'cyclic':
      return [columns.cyclic[node] ?? false];
    case 'address':
      return [nodeAddress(graph, node)];
    case 'root':
      return [graph.roots?.node.includes(node) ?? false];
    case 'tracked':
      return flag(NodeFlag.tracked);
    case 'user':
      return flag(NodeFlag.isUserInstance);
    case 'finalizer':
      return flag(NodeFlag.hasFinalizer);
    case 'frozen':
      return flag(NodeFlag.frozen);
    default:
      return [];
  }
}

function typeOf(graph: HeapGraph, node: number): string {
  return graph.strings.get(graph.typeNames[graph.type[node]]);
}

/** The texts of a field: for `=` in every form in which it takes them. */
function texts(
  graph: HeapGraph,
  field: FieldName,
  node: number,
  isSearch: boolean,
): readonly string[] {
  const text = (index: number) => (index === NO_STRING ? [] : [graph.strings.get(index)]);
  const type = typeOf(graph, node);
  switch (field) {
    case 'type':
      return isSearch ? [type] : [type, type.slice(type.lastIndexOf('.') + 1)];
    case 'module': {
      const dot = type.lastIndexOf('.');
      return [dot > 0 ? type.slice(0, dot) : 'builtins'];
    }
    case 'text':
      return text(graph.preview?.[node] ?? NO_STRING);
    case 'site':
      return text(sparseString(graph.allocationSite, node));
    case 'attr':
      return labels(graph, node, null, isSearch);
    default:
      return Array.from({ length: graph.nodeCount }, (_, source) =>
        labels(graph, source, node, isSearch),
      ).flat();
  }
}

function labels(
  graph: HeapGraph,
  source: number,
  target: number | null,
  isSearch: boolean,
): string[] {
  const found: string[] = [];
  for (let edge = graph.firstEdge[source]; edge < graph.firstEdge[source + 1]; edge++) {
    if (target !== null && graph.edgeTarget[edge] !== target) continue;
    const label = edgeLabel(graph, source, edge);
    if (label.form !== 'text') continue;
    const text = graph.strings.get(label.text);
    found.push(text);
    if (!isSearch && /^(['"]).*\1$/s.test(text)) found.push(text.slice(1, -1));
  }
  return found;
}
