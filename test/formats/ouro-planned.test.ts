import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { OuroborosError } from '../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { planSections } from '../../shared/formats/ouro/section-plan.ts';
import { arbitraryGraph } from './arbitrary-graph.ts';
import { toOuro } from './check-sample.ts';
import { loadBytes } from './load-from-bytes.ts';
import { addBatch, HandFile } from './ouro-file.ts';
import { expectSameGraph } from './same-graph.ts';

/** What a load comes to: a dump, or the code of the error. */
async function outcome(bytes: Uint8Array) {
  try {
    return await loadBytes(bytes);
  } catch (thrown) {
    if (thrown instanceof OuroborosError) return thrown.code;
    throw thrown;
  }
}

/** Through gzip there is no random access: the file is read section by section. */
async function expectSameEitherWay(bytes: Uint8Array): Promise<void> {
  const planned = await outcome(bytes);
  const inOrder = await outcome(gzipSync(bytes));
  if (typeof planned === 'string' || typeof inOrder === 'string') {
    expect(planned).toBe(inOrder);
    return;
  }
  expectSameGraph(planned.graph, inOrder.graph);
  expect(planned.warnings).toEqual(inOrder.warnings);
}

const plan = (bytes: Uint8Array) => planSections(memorySource(bytes), UNATTENDED_JOB);

test('read to its place or section by section, a damaged file comes to the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryGraph,
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 2 }),
      async (graph, batchNodes, changes) => {
        const bytes = toOuro(graph, false, batchNodes);
        for (const [at, difference] of changes) {
          // The magic stays: without it the file is none of ours.
          const place = 8 + (at % (bytes.length - 8));
          bytes[place] = (bytes[place] ?? 0) ^ difference;
        }
        await expectSameEitherWay(bytes);
      },
    ),
    { numRuns: 300 },
  );
});

test('a file as it is written has a plan, with the rows that it holds', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryGraph, async (graph) => {
      const found = await plan(toOuro(graph, false, 3));
      expect(found?.nodes).toBe(graph.nodeCount);
      expect(found?.edges).toBe(graph.edgeCount);
    }),
    { numRuns: 50 },
  );
});

test('no plan for what is compressed, cut off, or names its targets by address', async () => {
  const objects = Array.from({ length: 200 }, (_, at) => ({
    address: BigInt(16 * (at + 1)),
    targets: [16n],
  }));
  const file = (targets: 'eADR' | 'eIDX', zlib: boolean): Uint8Array => {
    const whole = new HandFile().strs('A').types('A');
    addBatch(whole, { number: 1, targets, columns: [], objects, zlib });
    return whole.end(200, 200, 1).encode();
  };
  expect((await plan(file('eIDX', false)))?.nodes).toBe(200);
  expect(await plan(file('eADR', false))).toBeNull();
  expect(await plan(file('eIDX', true))).toBeNull();
  expect(await plan(file('eIDX', false).slice(0, -8))).toBeNull();
});
