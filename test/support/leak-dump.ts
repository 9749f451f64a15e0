import type { HeapGraph, ProcessFacts } from '../../shared/heap/heap-graph.ts';
import { graphFromText } from './graph-from-text.ts';

export interface LeakOptions {
  /** Sessions that were let go and hold themselves: garbage, one cycle each. */
  readonly leaked: number;
  /** Sessions of the same kind of cycle that the program still uses. */
  readonly held?: number;
  /** Items of a list that is filled and never emptied. */
  readonly cached?: number;
  /** Another kind of cycle, garbage too. */
  readonly workers?: number;
  readonly process?: ProcessFacts;
}

const SESSION_BYTES = 10_000;
const ITEM_BYTES = 200;

/**
 * A program that leaks, as far as it had come when the dump was taken.
 *
 * Every object has an address of its own kind and number, so that dumps of one program have the
 * same objects at the same addresses, and a dump that has more has the others too.
 */
export function leakDump(options: LeakOptions): HeapGraph {
  const { leaked, held = 1, cached = 1, workers = 0, process = {} } = options;
  const lines = ['main!', 'main: module module size=72', 'names: dict namespace size=232'];
  lines.push('main -@__dict__> names', 'names -global CACHE> cache');
  for (let at = 0; at < 4; at++) lines.push(`lib${at}!`, `lib${at}: module module size=72`);
  lines.push(`cache: list size=${56 + 8 * cached}`);
  for (let at = 0; at < cached; at++) {
    lines.push(`cache -[${at}]> item${at}`, `item${at}: app.Item size=${ITEM_BYTES}`);
  }
  for (let at = 0; at < leaked + held; at++) {
    lines.push(
      `session${at} -.handler> handler${at}`,
      `handler${at} -.owner> session${at}`,
      `session${at}: app.Session size=${SESSION_BYTES}`,
      `handler${at}: app.Handler size=48`,
    );
    if (at < held) lines.push(`names -global SESSION_${at}> session${at}`);
  }
  for (let at = 0; at < workers; at++) {
    lines.push(
      `worker${at} -.queue> queue${at}`,
      `queue${at} -.owner> worker${at}`,
      `worker${at}: app.Worker size=500`,
      `queue${at}: app.Queue size=500`,
    );
  }
  const { graph, names } = graphFromText(lines.join('\n'));
  names.forEach((name, node) => {
    const [, kind = '', number = '0'] = /^([a-z]+?)(\d*)$/.exec(name) ?? [];
    graph.addressWords[2 * node] =
      0x1000_0000 + 0x10_0000 * KINDS.indexOf(kind) + 64 * Number(number);
    graph.addressWords[2 * node + 1] = 0x7f9a;
  });
  return { ...graph, process };
}

const KINDS = ['main', 'names', 'lib', 'cache', 'item', 'session', 'handler', 'worker', 'queue'];
