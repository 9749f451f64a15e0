import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nativeCodecs } from '../../electron/node/native-codecs.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { loadDump } from '../../shared/formats/load-dump.ts';
import { toOuro } from './check-sample.ts';
import { edgeLines } from './edge-lines.ts';
import { errorOf, loadBytes, PLENTY_OF_MEMORY, warningCodes } from './load-from-bytes.ts';
import { expectSoundGraph } from './sound-graph.ts';

/** Files that once crashed a reader, or that it showed wrongly and without a word. */
const file = (name: string) => readFileSync(`test/fixtures/hostile/${name}`);

describe('hostile files', () => {
  test('edge types named like members of every object are of no known kind', async () => {
    const dump = await loadBytes(file('v8_edge_type_constructor.heapsnapshot'));
    expect(edgeLines(dump.graph)).toEqual(['a  b', 'b  a']);
    const other = await errorOf(loadBytes(file('v8_edge_type_prototype.heapsnapshot')));
    expect(other.code).toBe('dump-unsupported');
  });

  test.each([
    ['v8_row_edge_count_too_large.heapsnapshot', '2 references, but its objects count 6'],
    ['v8_row_edge_count_too_small.heapsnapshot', '2 references, but its objects count 1'],
    ['v8_string_index_out_of_range.heapsnapshot', '2 names lie beyond'],
  ])('%s opens with a warning that says what does not agree', async (name, said) => {
    const dump = await loadBytes(file(name));
    expectSoundGraph(dump.graph);
    expect(warningCodes(dump)).toEqual(['damaged-section']);
    expect(dump.warnings[0]?.message).toContain(said);
  });

  test('a column whose length is no number of rows is called damage', async () => {
    const error = await errorOf(loadBytes(file('ouro_rangeerror.ouro')));
    expect([error.code, error.byteOffset]).toEqual(['dump-empty', 8920]);
    expect(error.message).toContain('damaged');
  });

  test('sizes that are no numbers of bytes are counted as none, and said so', async () => {
    const dump = await loadBytes(file('meliae_odd_sizes.json'));
    expect(dump.warnings.map(({ message }) => message)).toEqual([
      '3 objects have sizes that are no numbers of bytes; they count as 0.',
    ]);
    expect(Array.from(dump.graph.shallowSize)).toEqual([5, 5, 0, 0, 0]);
  });

  test('a size near 2⁶⁴ is near 2⁶⁴ after conversion', async () => {
    const { graph } = await loadBytes(file('meliae_size_2_64.json'));
    const again = await loadBytes(toOuro(graph));
    expect(again.graph.shallowSize[2]).toBe(2 ** 64 - 2 ** 11);
  });

  test.each([
    ['gz_damaged_fewer_objects.gz', 149],
    ['gz_damaged_native_refuses.gz', 104],
  ])('%s holds as much for the desktop as for the browser', async (name, objects) => {
    const options = { job: UNATTENDED_JOB, memoryLimitBytes: PLENTY_OF_MEMORY };
    for (const codecs of [{}, nativeCodecs()]) {
      const dump = await loadDump(memorySource(file(name)), { ...options, codecs });
      expect(dump.graph.nodeCount).toBe(objects);
      expect(warningCodes(dump)[0]).toBe('truncated');
    }
  });
});
