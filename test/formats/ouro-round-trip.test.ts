// @module-tag slow
import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { loadDump } from '../../shared/formats/load-dump.ts';
import { arbitraryGraph } from './arbitrary-graph.ts';
import { toOuro } from './check-sample.ts';
import { loadBytes, PLENTY_OF_MEMORY } from './load-from-bytes.ts';
import { expectSameGraph } from './same-graph.ts';
import { expectSoundGraph } from './sound-graph.ts';

describe('a graph written as .ouro', () => {
  test('is read back as it was, in batches of any size, compressed or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryGraph,
        fc.integer({ min: 1, max: 50 }),
        fc.boolean(),
        async (graph, batchNodes, compress) => {
          const dump = await loadBytes(toOuro(graph, compress, batchNodes));
          expect(dump.formatId).toBe('ouro');
          expectSoundGraph(dump.graph);
          expectSameGraph(dump.graph, graph);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is read back through gzip, where no random access is to be had', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGraph, async (graph) => {
        const dump = await loadBytes(gzipSync(toOuro(graph, false, 7)));
        expectSameGraph(dump.graph, graph);
      }),
      { numRuns: 60 },
    );
  });

  test('does not depend on how the host cuts up its reads', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryGraph, fc.integer({ min: 0, max: 9 }), async (graph, shift) => {
        const source = memorySource(toOuro(graph, false, 5));
        // Bytes that begin at odd places in their buffers, as pooled reads do.
        const shifted = {
          ...source,
          read: async (offset: number, length: number) => {
            const bytes = await source.read(offset, length);
            const buffer = new Uint8Array(bytes.length + shift);
            buffer.set(bytes, shift);
            return buffer.subarray(shift);
          },
        };
        const options = {
          job: UNATTENDED_JOB,
          codecs: {},
          memoryLimitBytes: PLENTY_OF_MEMORY,
        };
        expectSameGraph((await loadDump(shifted, options)).graph, graph);
      }),
      { numRuns: 60 },
    );
  });
});
