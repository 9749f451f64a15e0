import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { computeVerdicts } from '../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { writeOuro } from '../../../shared/formats/ouro/ouro-writer.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { NodeFlag } from '../../../shared/heap/heap-graph.ts';
import { loadBytes } from '../../formats/load-from-bytes.ts';
import { inducedGraph } from '../../support/induced-graph.ts';
import { EXAMPLE, SMALL_EXAMPLE } from './paths.ts';

const TRUTH = EXAMPLE.replace(/\.ouro$/, '.truth.json');

/**
 * The example without the rest of its program: what waits for the collector, the frame that is held
 * and what holds it, and the classes of all of them. A tenth of the objects, and the same answer;
 * specs that are about the window open this one.
 */
export async function writeSmallExample(): Promise<void> {
  const { graph } = await loadBytes(readFileSync(EXAMPLE));
  const small = inducedGraph(graph, partOf(graph));
  const chunks = writeOuro(small, { job: UNATTENDED_JOB, codecs: {}, compress: false });
  mkdirSync(path.dirname(SMALL_EXAMPLE), { recursive: true });
  const bytes = Buffer.concat([...chunks]);
  if (existsSync(SMALL_EXAMPLE) && readFileSync(SMALL_EXAMPLE).equals(bytes)) return;
  writeFileSync(`${SMALL_EXAMPLE}.new`, bytes);
  renameSync(`${SMALL_EXAMPLE}.new`, SMALL_EXAMPLE);
}

function partOf(graph: HeapGraph): Uint8Array {
  const { nodeCount, flags, firstEdge, edgeTarget, edgeKind } = graph;
  const isKept = new Uint8Array(nodeCount);
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  if (!verdicts.known) throw new Error('The example has no verdicts.');
  for (let node = 0; node < nodeCount; node++) if (verdicts.verdict[node] >= 2) isKept[node] = 1;

  // The held frame, with what belongs to it and to nobody else.
  const held = nodeAt(graph, BigInt(JSON.parse(readFileSync(TRUTH, 'utf8')).heldFrame));
  const shared = NodeFlag.isType | NodeFlag.isModule | NodeFlag.isModuleNamespace;
  const queue = [held];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (isKept[node] === 1 || (flags[node] & shared) !== 0) continue;
    isKept[node] = 1;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      queue.push(edgeTarget[edge]);
    }
  }
  // Its holders: the list, its namespace and its module.
  for (let wanted = new Set([held]), depth = 0; depth < 3; depth++) {
    const holders = new Set<number>();
    for (let node = 0; node < nodeCount; node++) {
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
        if (wanted.has(edgeTarget[edge]) && isKept[node] === 0) holders.add(node);
      }
    }
    for (const node of holders) isKept[node] = 1;
    wanted = holders;
  }
  // Classes last, so that they bring nothing along.
  for (let node = 0; node < nodeCount; node++) {
    if (isKept[node] !== 1) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const isClass = (edgeKind[edge] & EDGE_KIND_MASK) === EdgeKind.class;
      if (isClass && isKept[edgeTarget[edge]] === 0) isKept[edgeTarget[edge]] = 2;
    }
  }
  return isKept;
}

function nodeAt({ addressWords, nodeCount }: HeapGraph, address: bigint): number {
  for (let node = 0; node < nodeCount; node++) {
    const [low, high] = [addressWords[2 * node], addressWords[2 * node + 1]];
    if ((BigInt(high) << 32n) + BigInt(low) === address) return node;
  }
  throw new Error('The frame that is held is not in the example.');
}
