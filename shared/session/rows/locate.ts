import { findNamed } from '../../analysis/names/find-named.ts';
import type { Job } from '../../base/job.ts';
import { nodeAddressText, parseAddress } from '../../heap/address.ts';
import { findNodesByAddress } from '../../heap/address-index.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeMatches, typeName, typeNameOf } from './names.ts';
import { objectRow } from './rows.ts';

/**
 * What objects are called beyond this session: addresses instead of numbers, which hold only for
 * this engine and this load. Objects that do not exist are null. O(objects asked for).
 */
export function identify(
  { graph }: DerivedColumns,
  { nodes }: DumpRequest<'identify'>,
): DumpResponse<'identify'> {
  return {
    objects: nodes.map((node) =>
      node < graph.nodeCount
        ? { address: nodeAddressText(graph, node), type: typeNameOf(graph, node) }
        : null,
    ),
  };
}

/** Objects by their names in the program. */
export function named(
  derived: DerivedColumns,
  request: DumpRequest<'named'>,
  job: Job,
): DumpResponse<'named'> {
  const [forest, namer, weight] = [derived.names(job), derived.namer(job), derived.weights(job)];
  const nodes = findNamed(derived.graph, forest, namer, weight, request, job);
  return {
    rows: nodes.map((node) => ({ ...objectRow(derived, node, job), weight: weight[node] ?? 0 })),
  };
}

/**
 * The objects at addresses and the types of names, null for what this dump does not have. A type
 * is looked for where `index` says first: names need not be unique. One scan of the addresses.
 */
export function locate(
  derived: DerivedColumns,
  request: DumpRequest<'locate'>,
  job: Job,
): DumpResponse<'locate'> {
  const { graph } = derived;
  const words = request.addresses.map(parseAddress);
  const wanted = Uint32Array.from(words.flatMap((pair) => [pair?.low ?? 0, pair?.high ?? 0]));
  const nodes =
    wanted.length === 0 ? wanted : findNodesByAddress(graph.addressWords, graph.nodeCount, wanted);
  job.checkpoint();
  return {
    objects: words.map((pair, at) => {
      const node = nodes[at] ?? NO_NODE;
      return pair === null || node === NO_NODE ? null : objectRow(derived, node, job);
    }),
    types: request.types.map(({ name, index }) => {
      const isNamed = (type: number): boolean => typeName(graph, type) === name;
      if (index < graph.typeNames.length && isNamed(index)) return index;
      const found = graph.typeNames.findIndex((_, type) => isNamed(type));
      if (found >= 0) return found;
      // What people type is the last part.
      const matching = graph.typeNames.findIndex((_, type) =>
        typeMatches(typeName(graph, type), name),
      );
      return matching < 0 ? null : matching;
    }),
  };
}
