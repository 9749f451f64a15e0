import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDuplicateValues } from '../../../../shared/analysis/waste/duplicate-values.ts';
import { duplicatesByPlace } from '../../../../shared/analysis/waste/duplicates-by-place.ts';
import type { Findings } from '../../../../shared/analysis/waste/findings.ts';
import { FindingsBuilder } from '../../../../shared/analysis/waste/findings.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import type { NodeFacts } from '../../../support/with-facts.ts';
import { withFacts } from '../../../support/with-facts.ts';

interface Value extends NodeFacts {
  readonly type: string;
  readonly size: number;
}

/** Objects without references, called n0, n1 … */
function graphOf(values: readonly Value[]) {
  const drawing = values.map(({ type, size }, at) => `n${at}: ${type} size=${size}`).join('\n');
  const facts = Object.fromEntries(values.map((value, at) => [`n${at}`, value]));
  return withFacts(graphFromText(drawing), facts);
}

/** Findings as sets, the objects of each and its bytes. */
function listed(findings: Findings): { nodes: number[]; bytes: number }[] {
  return Array.from({ length: findings.count }, (_, at) => ({
    nodes: Array.from(findings.node.subarray(findings.firstNode[at], findings.firstNode[at + 1])),
    bytes: findings.wastedBytes[at] ?? 0,
  }));
}

const str = (text: string, length = [...text].length, size = 49 + text.length): Value => ({
  type: 'str',
  preview: text,
  length,
  size,
});

/** FNV-1a, from a state on. */
function hashFrom(state: number, text: string): number {
  let hash = state;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash;
}

/** 2ⁿ different words of one hash: at each step either of two endings that lead to the same state. */
function collidingWords(steps: number): string[] {
  let words = [''];
  let state = 0x811c9dc5;
  for (let step = 0; step < steps; step++) {
    const seen = new Map<number, string>();
    for (let number = 0; ; number++) {
      const ending = (Math.imul(number, 0x9e3779b1) >>> 0).toString(36).padStart(7, '0');
      const next = hashFrom(state, ending);
      const other = seen.get(next);
      if (other !== undefined) {
        words = words.flatMap((word) => [word + other, word + ending]);
        state = next;
        break;
      }
      seen.set(next, ending);
    }
  }
  return words;
}

describe('FindingsBuilder', () => {
  it('puts the most bytes first, and equals in the order of adding', () => {
    const builder = new FindingsBuilder();
    builder.add([4], 10);
    builder.add([1, 2], 2 ** 40);
    builder.add([], 10);
    builder.add([3], 11);
    const findings = builder.build(UNATTENDED_JOB);
    expect(listed(findings)).toEqual([
      { nodes: [1, 2], bytes: 2 ** 40 },
      { nodes: [3], bytes: 11 },
      { nodes: [4], bytes: 10 },
      { nodes: [], bytes: 10 },
    ]);
    expect(Array.from(findings.added)).toEqual([1, 3, 0, 2]);
  });
});

describe('findDuplicateValues', () => {
  it('groups as comparing each with each does', () => {
    const textArbitrary = fc.oneof(
      fc.constantFrom('', 'a', 'b', 'naïve', '…', 'costarring', 'liquid'),
      fc.string({ maxLength: 3, unit: 'grapheme' }),
    );
    const valueArbitrary = fc.oneof<fc.Arbitrary<Value>[]>(
      textArbitrary.map((text) => str(text)),
      // Cut: the object is longer than what is shown of it.
      textArbitrary.map((text) => str(`${text}…`, [...text].length + 9)),
      fc.integer({ min: -3, max: 3 }).map((n) => ({ type: 'int', preview: `${n}`, size: 28 })),
      fc.constant({ type: 'int', preview: 'int of 300 bits', size: 60 }),
      fc.constant({ type: 'str', size: 60, length: 4 }),
      fc
        .constantFrom('0.5', '-0.0', 'nan')
        .map((text) => ({ type: 'float', preview: text, size: 24 })),
      fc.constantFrom("b'a'", "b'\\x00'").map((text) => ({
        type: 'bytes',
        preview: text,
        length: 1,
        size: 34,
      })),
      fc.constant({ type: 'bytes', preview: "b'aaaa'", length: 40, size: 73 }),
      fc.constant({ type: 'Name', preview: 'a', length: 1, size: 30 }),
    );
    const isComplete = ({ type, preview, length }: Value) => {
      if (preview === undefined) return false;
      if (type === 'str') return !preview.endsWith('…') && [...preview].length === length;
      if (type === 'bytes') return length === 1;
      return type === 'float' || (type === 'int' && /^-?\d+$/.test(preview));
    };
    fc.assert(
      fc.property(fc.array(valueArbitrary, { maxLength: 40 }), (values) => {
        const graph = graphOf(values);
        for (const [kind, types] of [
          ['text', ['str', 'bytes']],
          ['numbers', ['int', 'float']],
        ] as const) {
          const meant = [...values.entries()].filter(([, { type }]) =>
            (types as readonly string[]).includes(type),
          );
          const complete = meant.filter(([, value]) => isComplete(value));
          const groups = new Map<string, number[]>();
          for (const [at, { type, preview }] of complete) {
            const key = `${type} ${preview}`;
            groups.set(key, [...(groups.get(key) ?? []), at]);
          }
          const expected = [...groups.values()]
            .filter((nodes) => nodes.length > 1)
            .map((nodes) => ({
              nodes,
              bytes: (nodes.length - 1) * (values[nodes[0] ?? 0]?.size ?? 0),
            }));
          const found = findDuplicateValues(graph, kind, UNATTENDED_JOB);
          expect(
            listed(found.findings).sort((a, b) => (a.nodes[0] ?? 0) - (b.nodes[0] ?? 0)),
          ).toEqual(expected.sort((a, b) => (a.nodes[0] ?? 0) - (b.nodes[0] ?? 0)));
          expect(found.compared).toBe(complete.length);
          expect(found.unseen.objects).toBe(meant.length - complete.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('tells apart what has the same hash', () => {
    // These two words collide under 32-bit FNV-1a.
    const graph = graphOf(
      ['liquid', 'costarring', 'liquid', 'costarring'].map((word) => str(word)),
    );
    const { findings } = findDuplicateValues(graph, 'text', UNATTENDED_JOB);
    expect(listed(findings).map(({ nodes }) => nodes)).toEqual([
      [1, 3],
      [0, 2],
    ]);
  });

  it('groups values that were made to collide, and takes no longer for it', () => {
    const words = collidingWords(10);
    const graph = graphOf([...words, ...words.slice(500)].map((word) => str(word)));
    const { findings } = findDuplicateValues(graph, 'text', UNATTENDED_JOB);
    const pairs = listed(findings).map(({ nodes }) => nodes);
    expect(pairs.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0))).toEqual(
      words.slice(500).map((_, at) => [500 + at, 1024 + at]),
    );
  });

  it('keeps the largest of copies that differ in size, and skips what is immortal', () => {
    const values = [str('a', 1, 50), str('a', 1, 58), str('b', 1, 50), str('b', 1, 50)];
    const graph = graphOf(values);
    graph.refcount?.fill(0xfffffffe, 2);
    const { findings } = findDuplicateValues(graph, 'text', UNATTENDED_JOB);
    expect(listed(findings)).toEqual([{ nodes: [0, 1], bytes: 50 }]);
  });

  it('compares nothing in a dump without previews', () => {
    const graph = { ...graphOf([str('a'), str('a')]), preview: null };
    const { findings, compared, unseen } = findDuplicateValues(graph, 'text', UNATTENDED_JOB);
    expect([findings.count, compared, unseen]).toEqual([0, 0, { objects: 2, bytes: 100 }]);
  });
});

describe('duplicatesByPlace', () => {
  const drawn = graphFromText`
    r1 -.name> a1; r2 -.name> a2; r3 -.name> b1; r4 -.name> b2
    rows -[0]> r1; rows -[1]> r2; rows -[2]> r3; rows -[3]> r4; rows -[4]> a3
    names -global rows> rows; names -global other> dict; dict -['key']> b3
    r1: Row; r2: Row; r3: Row; r4: Row; rows: list; names: dict namespace; dict: dict
    a1: str size=50; a2: str size=50; a3: str size=50; b1: str size=60; b2: str size=60; b3: str size=60`;
  const graph = withFacts(
    drawn,
    Object.fromEntries(
      ['a1', 'a2', 'a3', 'b1', 'b2', 'b3'].map((name) => [
        name,
        { preview: name[0] ?? '', length: 1 },
      ]),
    ),
  );

  it('gives every needless copy to the place that holds it', () => {
    const { findings: byValue } = findDuplicateValues(graph, 'text', UNATTENDED_JOB);
    const { findings, place, values } = duplicatesByPlace(graph, byValue, UNATTENDED_JOB);
    const named = listed(findings).map(({ nodes, bytes }, at) => {
      const where = place[at];
      const label = graph.strings.get(where?.label ?? 0xffffffff);
      const outer = graph.strings.get(where?.outer?.label ?? 0xffffffff);
      return [nodes.map((node) => drawn.names[node]).sort(), bytes, label, outer, values[at]];
    });
    // a1 and b1 are kept.
    expect(named).toEqual([
      [['a2', 'b2'], 110, 'name', '', 2],
      [['b3'], 60, "'key'", 'other', 1],
      [['a3'], 50, '', 'rows', 1],
    ]);
  });
});
