import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { writeObjgraphDot } from '../../shared/formats/objgraph/objgraph-writer.ts';
import { writeRefcycleJson } from '../../shared/formats/refcycle/refcycle-writer.ts';
import { textChunks } from '../../shared/formats/text-chunks.ts';
import { graphFromText } from '../support/graph-from-text.ts';
import { edgeLines } from './edge-lines.ts';
import { loadBytes } from './load-from-bytes.ts';
import { typesOf } from './same-graph.ts';

const { graph } = graphFromText(`
  root: module module; root -@__dict__> space; space: dict namespace
  space -['df']> frame; frame: pandas.DataFrame
  frame -.ww> accessor; accessor: app."Odd\\name"; accessor -._dataframe> frame
  frame -[3]> item; item: list
`);

const joined = (chunks: Iterable<Uint8Array>) => Buffer.concat([...chunks]);

describe('a graph in the formats of other tools', () => {
  test('is, as a drawing of objgraph, what it was but for positions', async () => {
    const { graph: again, warnings } = await loadBytes(
      joined(textChunks(writeObjgraphDot(graph, UNATTENDED_JOB))),
    );
    expect(warnings).toEqual([]);
    expect(typesOf(again)).toEqual(typesOf(graph));
    expect(edgeLines(again)).toEqual(edgeLines(graph).map((line) => line.replace(' [3] ', '  ')));
  });

  test('is, as a graph of refcycle, what it was but for the types of dicts and modules', async () => {
    const { graph: again, warnings } = await loadBytes(
      joined(textChunks(writeRefcycleJson(graph, UNATTENDED_JOB))),
    );
    expect(warnings).toEqual([]);
    expect(again.nodeCount).toBe(graph.nodeCount);
    expect(typesOf(again)[2]).toBe('pandas.DataFrame');
    expect(edgeLines(again)).toHaveLength(graph.edgeCount);
    expect(edgeLines(again).filter((line) => line.includes('[3]'))).toHaveLength(1);
    expect(edgeLines(again).filter((line) => line.includes("['df']"))).toHaveLength(1);
  });

  test('is written to the byte however long it is', () => {
    const pieces = Array.from({ length: 40_000 }, (_, at) => `piece ${at} ü\n`);
    expect(joined(textChunks(pieces)).toString()).toBe(pieces.join(''));
    expect([...textChunks(pieces)].length).toBeGreaterThan(5);
  });
});
