import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../electron/node/cache-folder.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { compareComponents } from './components.ts';
import { compareLiveHeap } from './live-heap.ts';
import type { PeerQuestion } from './peer-row.ts';
import { peerTable } from './peer-row.ts';
import { fromRoot, PLENTY_OF_HEAP, watched } from './processes.ts';
import { compareRetained } from './retained.ts';

/** V8 takes minutes to write what is larger; this gives about 2.3 million objects, 190 MB. */
const MAX_RECORDS = 250_000;

/**
 * Work of other libraries on equal data, in one run, with the results compared: every component, every
 * retained size. What cannot be installed is named. Peers are kept in the cache folder, never in
 * the project. Whether all results agree.
 */
export async function runPeers(
  graph: HeapGraph,
  runs: number,
  print: (line: string) => void,
): Promise<boolean> {
  const folder = path.join(cacheFolder(), 'bench', 'peers');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const questions: PeerQuestion[] = [];
  questions.push(compareComponents(graph, runs, folder));
  const snapshot = path.join(folder, 'sessions.heapsnapshot');
  const records = String(Math.min(MAX_RECORDS, Math.round(graph.nodeCount / 4)));
  const writer = fromRoot('bench', 'dumps', 'write-snapshot.mjs');
  await watched(process.execPath, [PLENTY_OF_HEAP, writer, snapshot, records]);
  questions.push(await compareRetained(snapshot, runs, folder));
  rmSync(snapshot);
  questions.push(await compareLiveHeap(folder));
  print(peerTable(questions));
  return questions.every(({ rows }) => rows.every(({ differs }) => !differs));
}
