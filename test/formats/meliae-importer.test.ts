import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { loadDump } from '../../shared/formats/load-dump.ts';
import { nodeAddressText } from '../../shared/heap/address.ts';
import { decorateEdgeLabel, edgeLabelText } from '../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { NodeFlag } from '../../shared/heap/heap-graph.ts';
import { errorOf, loadBytes, PLENTY_OF_MEMORY, warningCodes } from './load-from-bytes.ts';
import { typesOf } from './same-graph.ts';
import { expectSoundGraph } from './sound-graph.ts';

const line = (address: number | bigint, type: string, rest = '', refs = '') =>
  `{"address": ${address}, "type": "${type}", "size": 16, ${rest}"refs": [${refs}]}`;

const previews = (graph: HeapGraph) =>
  Array.from(graph.preview ?? [], (text) => graph.strings.get(text));

function labelsOfNode(graph: HeapGraph, node: number): readonly string[] {
  const labels: string[] = [];
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    const label = decorateEdgeLabel(graph.edgeKind[edge], edgeLabelText(graph, node, edge));
    labels.push(`${label}→${graph.edgeTarget[edge]}`);
  }
  return labels;
}

describe('the meliae importer', () => {
  test('keeps addresses exact beyond 2^53 and up to 2^64', async () => {
    const top = 0xffff_ffff_ffff_fff0n;
    const odd = 2n ** 53n + 1n;
    const { graph } = await loadBytes(
      [line(top, 'A', '', `${odd}, 4294967296`), line(odd, 'B'), line(2n ** 32n, 'C')].join('\n'),
    );
    expect([0, 1, 2].map((node) => nodeAddressText(graph, node))).toEqual([
      '0xfffffffffffffff0',
      '0x20000000000001',
      '0x100000000',
    ]);
    expect([...graph.edgeTarget]).toEqual([1, 2]);
  });

  test('reads keys in any order, unknown keys, no spaces and CRLF', async () => {
    const { graph } = await loadBytes(
      [
        '{"refs":[2],"extra":{"a":[1,"}",{"b":null}]},"type":"A","len":3,"address":1,"size":24}',
        '{ "size" : 7 , "type" : "B" , "tags" : "x" , "address" : 2 , "refs" : [ 1 , 1 ] }',
      ].join('\r\n'),
    );
    expect(typesOf(graph)).toEqual(['A', 'B']);
    expect([...graph.shallowSize]).toEqual([24, 7]);
    expect([...(graph.length ?? [])]).toEqual([3, 0xffffffff]);
    expect([...graph.edgeTarget]).toEqual([1, 0, 0]);
  });

  test('passes over brackets and commas around the objects', async () => {
    const dump = await loadBytes(`[\n${line(1, 'A')},\n${line(2, 'B')},\n]\n`);
    expect(dump.graph.nodeCount).toBe(2);
    expect(dump.warnings).toEqual([]);
    const oneLine = await loadBytes(`[${line(1, 'A')}, ${line(2, 'B')}]`);
    expect(oneLine.graph.nodeCount).toBe(2);
    const cut = await loadBytes(`[\n${line(1, 'A')},\n`);
    expect(warningCodes(cut)).toEqual(['truncated']);
  });

  test('of duplicates keeps the first, with its references', async () => {
    const dump = await loadBytes(
      [line(1, 'A', '', '2'), line(2, 'B'), line(1, 'Z', '', '1, 1'), line(2, 'B')].join('\n'),
    );
    expect(typesOf(dump.graph)).toEqual(['A', 'B']);
    expect([...dump.graph.edgeTarget]).toEqual([1]);
    expect(warningCodes(dump)).toEqual(['duplicate-objects']);
    expect(dump.warnings[0]?.message).toMatch(/^2 objects /);
  });

  test('counts dangling references and keeps the rest in order', async () => {
    const dump = await loadBytes(
      [line(1, 'A', '', '9, 2, 8, 2'), line(2, 'B', '', '7'), line(3, 'C', '', '1')].join('\n'),
    );
    expect([...dump.graph.firstEdge]).toEqual([0, 2, 2, 3]);
    expect([...dump.graph.edgeTarget]).toEqual([1, 1, 0]);
    expect(dump.graph.danglingReferences).toBe(3);
    expect(warningCodes(dump)).toEqual(['dangling-references']);
  });

  test('decodes escapes, joins surrogates, and repairs what is no JSON', async () => {
    const value = (text: string) => `"value": "${text}", `;
    const dump = await loadBytes(
      [
        line(1, 'str', value('\\u00e9 \\ud83d\\ude00 \\ud800x \\/ \\"')),
        line(2, 'str', value('\\xe9\\x41')),
        line(3, 'str', value('\\q \\u12g4')),
        line(4, 'int', '"value": -12345678901234567890, '),
        line(5, 'float', '"value": null, '),
        line(6, 'Na\\u006de', '"value": [1, {"a": "]"}], '),
      ].join('\n'),
    );
    expect(previews(dump.graph)).toEqual([
      'é 😀 \ufffdx / "',
      'éA',
      'q u12g4',
      '-12345678901234567890',
      '',
      '',
    ]);
    expect(typesOf(dump.graph)[5]).toBe('Name');
    expect(warningCodes(dump)).toEqual(['repaired-escapes']);
  });

  test('leaves out lines that are no objects, and says where the first is', async () => {
    const good = line(1, 'A');
    const dump = await loadBytes(
      [good, 'Traceback (most recent call last):', '{"address": 2}', line(3, 'C'), ''].join('\n'),
    );
    expect(typesOf(dump.graph)).toEqual(['A', 'C']);
    expect(warningCodes(dump)).toEqual(['skipped-lines']);
    expect(dump.warnings[0]?.message).toContain(`at byte ${good.length + 1}`);
  });

  test('cut off at any byte keeps the whole lines before', async () => {
    const text = [line(1, 'A', '', '2, 3'), line(2, 'B'), line(3, 'C', '', '1')].join('\n');
    const ends = [...text.matchAll(/\}/g)].map((match) => (match.index ?? 0) + 1);
    for (let end = 60; end < text.length; end++) {
      const dump = await loadBytes(text.slice(0, end));
      expectSoundGraph(dump.graph);
      const whole = ends.filter((at) => at <= end).length;
      expect(dump.graph.nodeCount).toBe(whole);
      const isBetweenLines = ends.some((at) => end === at || end === at + 1);
      expect(warningCodes(dump).includes('truncated')).toBe(!isBetweenLines);
    }
    const error = await errorOf(loadBytes(text.slice(0, 50)));
    expect(error.code).toBe('dump-empty');
  });

  test('with bytes changed says nothing unsound', async () => {
    const text = new TextEncoder().encode(
      [line(1, 'dict', '"len": 2, ', '2, 3'), line(2, 'str', '"value": "\\u00e9", '), line(3, 'C')]
        .join('\n')
        .concat('\n'),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: text.length - 1 }), fc.nat({ max: 255 })), {
          minLength: 1,
          maxLength: 5,
        }),
        async (changes) => {
          const damaged = text.slice();
          for (const [at, value] of changes) damaged[at] = value;
          const dump = await loadBytes(damaged).catch(() => null);
          if (dump !== null) expectSoundGraph(dump.graph);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('does not depend on where the chunks are cut', async () => {
    const text = new TextEncoder().encode(
      [
        line(1, 'A', '"value": "\\ud83d\\ude00", ', '2, 3'),
        line(2, 'B'),
        line(3, 'C', '', '1'),
      ].join('\n'),
    );
    for (let step = 1; step < 40; step++) {
      const source = memorySource(text);
      const dump = await loadDump(
        { ...source, read: (offset, length) => source.read(offset, Math.min(length, step)) },
        { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: PLENTY_OF_MEMORY },
      );
      expect(dump.warnings).toEqual([]);
      expect([...dump.graph.edgeTarget]).toEqual([1, 2, 0]);
      expect(previews(dump.graph)[0]).toBe('😀');
    }
  });

  test('flags classes, modules, namespaces and frames', async () => {
    const { graph } = await loadBytes(
      [
        '{"address":1,"type":"module","size":72,"name":"m","refs":[8, 2]}',
        '{"address":2,"type":"dict","size":64,"len":1,"refs":[3]}',
        '{"address":3,"type":"MyMeta","size":920,"name":"C","refs":[]}',
        '{"address":4,"type":"LazyModule","size":72,"name":"six","refs":[]}',
        '{"address":5,"type":"frame","size":400,"value":"main","refs":[]}',
        '{"address":6,"type":"function","size":152,"name":"f","refs":[]}',
        '{"address":7,"type":"C","size":40,"refs":[8, 3]}',
        '{"address":8,"type":"dict","size":64,"len":1,"refs":[6]}',
      ].join('\n'),
    );
    expect([...graph.flags]).toEqual([
      NodeFlag.isModule,
      NodeFlag.isModuleNamespace,
      NodeFlag.isType,
      NodeFlag.isModule,
      NodeFlag.isFrame,
      0,
      0,
      0,
    ]);
    expect(labelsOfNode(graph, 0)).toEqual(['→7', '.__dict__→1']);
    // Python 3 does not alternate, so the dict of the instance could be any attribute.
    expect(labelsOfNode(graph, 6)).toEqual(['→7', '.__class__→2']);
    expect(labelsOfNode(graph, 7)).toEqual(['value→5']);
  });

  test('turns sequences round, and labels nothing that lost a reference', async () => {
    const { graph } = await loadBytes(
      [
        line(1, 'list', '"len": 2, ', '2, 3'),
        line(2, 'tuple', '"len": 2, ', '3, 99'),
        line(3, 'set', '"len": 1, ', '1'),
        line(4, 'MyList', '"len": 2, ', '2, 3'),
      ].join('\n'),
    );
    expect(labelsOfNode(graph, 0)).toEqual(['[0]→2', '[1]→1']);
    expect(labelsOfNode(graph, 1)).toEqual(['→2']);
    expect(labelsOfNode(graph, 2)).toEqual(['in set→0']);
    expect(labelsOfNode(graph, 3)).toEqual(['→1', '→2']);
  });

  test('names the entries of dicts of Python 2, and of Python 3 where keys are listed', async () => {
    const key = (address: number, text: string, length = text.length) =>
      line(address, 'str', `"len": ${length}, "value": "${text}", `);
    const python2 = await loadBytes(
      [
        '{"address":1,"type":"module","size":56,"name":"m","refs":[2]}',
        line(2, 'dict', '"len": 1, ', '3, 4'),
        key(3, 'frames'),
        line(4, 'dict', '"len": 2, ', '5, 1, 6, 3'),
        key(5, "it's", 400),
        line(6, 'int', '"value": 7, '),
      ].join('\n'),
    );
    expect(labelsOfNode(python2.graph, 1)).toEqual(['key frames→2', '.frames→3']);
    expect(labelsOfNode(python2.graph, 3)).toEqual([
      "key 'it's…'→4",
      "['it's…']→0",
      'key 7→5',
      '[7]→2',
    ]);
    const python3 = await loadBytes(
      [
        '{"address":1,"type":"module","size":72,"name":"m","refs":[2]}',
        line(2, 'dict', '"len": 1, ', '4'),
        line(4, 'dict', '"len": 1, ', '1, 6'),
        line(6, 'int', '"value": 7, '),
      ].join('\n'),
    );
    expect(labelsOfNode(python3.graph, 2)).toEqual(['[7]→0', 'key 7→3']);
  });

  test('refuses what does not fit into memory, before and while reading', async () => {
    const text = Array.from({ length: 2000 }, (_, index) => line(index + 1, 'A')).join('\n');
    const before = await errorOf(loadBytes(text, { memoryLimitBytes: 1000 }));
    expect(before.code).toBe('dump-too-large');
    const during = await errorOf(loadBytes(text, { memoryLimitBytes: 200_000 }));
    expect(during.code).toBe('dump-too-large');
    expect(during.refusal?.limit).toBe(200_000);
    expect(during.refusal?.needed).toBeGreaterThan(200_000);
  });

  test('stops when nobody wants it any more', async () => {
    let checks = 0;
    const job = {
      report() {},
      checkpoint() {
        if (++checks === 1) throw new Error('stop');
      },
    };
    await expect(loadBytes(line(1, 'A'), { job })).rejects.toThrow('stop');
  });
});
