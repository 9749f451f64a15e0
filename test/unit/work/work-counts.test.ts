import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { meliaeText } from '../../../bench/dumps/meliae-text.ts';
import { v8Text } from '../../../bench/dumps/v8-text.ts';
import { createHeapLikeGraph } from '../../../bench/heap-like-graph.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { memorySource } from '../../../shared/formats/bytes/byte-source.ts';
import { skimDump } from '../../../shared/formats/light/skim-dump.ts';
import { loadDump } from '../../../shared/formats/load-dump.ts';
import { writeOuro } from '../../../shared/formats/ouro/ouro-writer.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import { answerOf } from '../../../shared/session/answer/answer.ts';
import { DerivedColumns } from '../../../shared/session/columns/derived.ts';
import { type Work, WorkCounter } from '../../support/count-work.ts';

/**
 * A slowdown shows in what is done, where times are noise: entries of columns that are looked at,
 * arrays that are made, bytes that are read. Recorded in a file; after a change that is meant,
 * `WORK=record npx vitest run test/unit/work` writes it anew.
 */
const RECORD = 'test/fixtures/work-counts.json';
const OBJECTS = 20_000;
/** What a count may rise to before the test fails, */
const MARGIN = 1.1;
/** and what is never looked at: a table of types more, a few arrays more. */
const SLACK = 400;
const ARRAYS_SLACK = 4;

type Counts = Record<string, number>;

function countsOf(phase: string, work: Work): Counts {
  const counts: Counts = {};
  for (const [column, reads] of Object.entries(work.reads)) {
    counts[`${phase}: reads of ${column}`] = reads;
  }
  if (work.arrays > 0) {
    counts[`${phase}: arrays`] = work.arrays;
    counts[`${phase}: bytes of arrays`] = work.arrayBytes;
  }
  if (work.fileBytes > 0) counts[`${phase}: bytes read`] = work.fileBytes;
  return counts;
}

function joined(chunks: Iterable<Uint8Array>): Uint8Array {
  return Uint8Array.from(Buffer.concat([...chunks].map((chunk) => chunk.slice())));
}

/** The analyses in the order in which an opened dump needs them, each after what it rests on. */
const PHASES: readonly (readonly [string, (derived: DerivedColumns) => void])[] = [
  ['verdicts', (derived) => derived.verdicts(UNATTENDED_JOB)],
  ['cycles', (derived) => derived.cycles(DEFAULT_CUTS, UNATTENDED_JOB)],
  ['entries', (derived) => derived.entries(UNATTENDED_JOB)],
  ['dominators', (derived) => derived.dominators(UNATTENDED_JOB)],
  ['names', (derived) => derived.names(UNATTENDED_JOB)],
  ['answer', (derived) => answerOf(derived, UNATTENDED_JOB)],
  ['retained by families', (derived) => derived.familyRetained(DEFAULT_CUTS, UNATTENDED_JOB)],
  ['referrers', (derived) => derived.referrers(UNATTENDED_JOB)],
  ['distances', (derived) => derived.distances(UNATTENDED_JOB)],
];

function countAnalyses(graph: HeapGraph): Counts {
  const counter = new WorkCounter();
  try {
    const derived = new DerivedColumns(counter.watch(graph), false);
    const counts: Counts = {};
    for (const [name, run] of PHASES) {
      counter.take();
      run(derived);
      Object.assign(counts, countsOf(name, counter.take()));
    }
    return counts;
  } finally {
    counter.stop();
  }
}

async function countOpenings(graph: HeapGraph): Promise<Counts> {
  const ouro = (compress: boolean) =>
    joined(writeOuro(graph, { job: UNATTENDED_JOB, codecs: {}, compress }));
  const dumps: readonly (readonly [string, Uint8Array])[] = [
    ['.ouro', ouro(false)],
    ['compressed .ouro', ouro(true)],
    ['heap snapshot', joined(v8Text(graph))],
    ['meliae', joined(meliaeText(graph))],
  ];
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 4e9 };
  const counts: Counts = {};
  for (const [name, bytes] of dumps) {
    const counter = new WorkCounter();
    try {
      const source = counter.watchSource(memorySource(bytes, name));
      counter.take();
      await loadDump(source, options);
      Object.assign(counts, countsOf(`opening ${name}`, counter.take()));
      await skimDump(source, options);
      Object.assign(counts, countsOf(`skimming ${name}`, counter.take()));
    } finally {
      counter.stop();
    }
  }
  return counts;
}

test('no more work is done for a heap than was recorded', async () => {
  const graph = createHeapLikeGraph(OBJECTS);
  const counts = { ...countAnalyses(graph), ...(await countOpenings(graph)) };
  if (process.env.WORK === 'record') {
    writeFileSync(RECORD, `${JSON.stringify(counts, null, 2)}\n`);
  }
  const recorded: Counts = JSON.parse(readFileSync(RECORD, 'utf8'));
  const risen = Object.entries(counts)
    .filter(([name, count]) => count > allowed(name, recorded[name] ?? 0))
    .map(([name, count]) => `${name}: ${recorded[name] ?? 0} recorded, ${count} now`);
  expect(risen).toEqual([]);
});

function allowed(name: string, recorded: number): number {
  return MARGIN * recorded + (name.endsWith(': arrays') ? ARRAYS_SLACK : SLACK);
}
