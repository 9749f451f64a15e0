import { compareText } from '../../base/text.ts';
import type { HeapGraph, ProcessFacts } from '../../heap/heap-graph.ts';
import { HeapTally, type TalliedObject } from '../../heap/heap-tally.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import type { DumpWarning, Skim } from '../importer.ts';
import { type LoadOptions, recogniseDump } from '../load-dump.ts';

export interface SkimmedType {
  /** As the dump has it, unclipped. */
  readonly type: string;
  readonly count: number;
  readonly shallowBytes: number;
}

export interface SkimmedObject extends Pick<TalliedObject, 'low' | 'high' | 'shallowSize'> {
  readonly type: string;
}

/** What one pass over a dump tells. */
export interface SkimmedDump {
  readonly formatId: string;
  readonly formatLabel: string;
  readonly objects: number;
  /** As the dump has them: those that lead nowhere included. */
  readonly references: number;
  readonly shallowBytes: number;
  /** Most bytes first; types of one name are one row. */
  readonly types: readonly SkimmedType[];
  /** The largest objects, the largest first. */
  readonly largest: readonly SkimmedObject[];
  /** As many as the dump names; null where it does not know them. */
  readonly roots: number | null;
  readonly process: ProcessFacts;
  readonly warnings: readonly DumpWarning[];
}

/**
 * Tells what can be told of a dump in one pass and without its graph. Memory grows with the number
 * of types, and for an `.ouro` with its largest batch, never with the objects.
 *
 * An object whose address comes twice counts twice, and nothing is said of references that lead
 * nowhere. A format whose objects do not stand in a row is read whole, if it fits.
 * Throws what `loadDump` throws.
 */
export async function skimDump(source: ByteSource, options: LoadOptions): Promise<SkimmedDump> {
  const dump = await recogniseDump(source, options.codecs);
  const { read, skim } = dump.importer;
  if (skim === undefined) {
    const { result, ...known } = await dump.take(read, options);
    return { ...known, ...told(skimOf(result)) };
  }
  const { result, ...known } = await dump.take(skim, options);
  return { ...known, ...told(result) };
}

function told({ tally, typeName, roots, process }: Skim) {
  const rows = new Map<string, { count: number; shallowBytes: number }>();
  for (const { type, count, shallowBytes } of tally.types()) {
    const name = typeName(type);
    const row = rows.get(name);
    if (row === undefined) rows.set(name, { count, shallowBytes });
    else {
      row.count += count;
      row.shallowBytes += shallowBytes;
    }
  }
  const types = [...rows].map(([type, row]) => ({ type, ...row }));
  types.sort((a, b) => b.shallowBytes - a.shallowBytes || compareText(a.type, b.type));
  return {
    objects: tally.objects,
    references: tally.references,
    shallowBytes: tally.shallowBytes,
    types,
    largest: tally.largest().map(({ type, ...object }) => ({ ...object, type: typeName(type) })),
    roots,
    process,
  };
}

/** A graph that is there, seen as if its objects had passed by. */
function skimOf(graph: HeapGraph): Skim {
  const tally = new HeapTally();
  tally.references = graph.edgeCount + graph.danglingReferences;
  for (let node = 0; node < graph.nodeCount; node++) {
    const [low, high] = [graph.addressWords[2 * node], graph.addressWords[2 * node + 1]];
    tally.add(low, high, graph.type[node], graph.shallowSize[node]);
  }
  return {
    tally,
    typeName: (type) => graph.strings.get(graph.typeNames[type]),
    roots: graph.roots?.node.length ?? null,
    process: graph.process,
  };
}
