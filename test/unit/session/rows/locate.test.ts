import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import { dumpFingerprint } from '../../../../shared/formats/bytes/fingerprint.ts';
import { fingerprint } from '../../../../shared/protocol/kept.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';

const { graph, node } = graphFromText`
  root!; root -> a; a -.ww> b; b -._dataframe> a
  a: pandas.core.frame.DataFrame; b: Accessor
`;
const session = sessionOf(graph);

describe('names that outlive a session', () => {
  it('go from objects to addresses and back', async () => {
    const nodes = [node('b'), node('a'), 999];
    const { objects } = await session.query('identify', { nodes }, UNATTENDED_JOB);
    expect(objects).toEqual([
      { address: '0x1020', type: 'Accessor' },
      { address: '0x1010', type: 'pandas.core.frame.DataFrame' },
      null,
    ]);
    const addresses = ['0x1020', '0x1010', '0x7', 'no address'];
    const found = await session.query('locate', { addresses, types: [] }, UNATTENDED_JOB);
    expect(found.objects.map((row) => row?.node ?? null)).toEqual([
      node('b'),
      node('a'),
      null,
      null,
    ]);
  });

  it('find a type by its name, wherever it is numbered today', async () => {
    const index = graph.type[node('a')];
    const types = [
      { name: 'pandas.core.frame.DataFrame', index },
      { name: 'pandas.core.frame.DataFrame', index: 0 },
      { name: 'DataFrame', index: 999 },
      { name: 'Gone', index },
    ];
    const found = await session.query('locate', { addresses: [], types }, UNATTENDED_JOB);
    expect(found.types).toEqual([index, index, index, null]);
  });
});

describe('the fingerprint of a dump', () => {
  const print = (bytes: Uint8Array, name = 'a') => dumpFingerprint(memorySource(bytes, name));

  it('is of the content alone, and has the shape that is accepted back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const own = await print(bytes);
        expect(fingerprint.safeParse(own).success).toBe(true);
        expect(await print(bytes.slice(), 'another name')).toBe(own);
        const other = bytes.slice();
        if (other.length > 0) other[other.length - 1] ^= 1;
        if (other.length > 0) expect(await print(other)).not.toBe(own);
      }),
    );
  });

  it('reads little of a large dump, and sees its head, its tail and places between', async () => {
    const bytes = new Uint8Array(20_000_000);
    const reads: [number, number][] = [];
    const source = memorySource(bytes);
    const own = await dumpFingerprint({
      ...source,
      read(offset, length) {
        reads.push([offset, length]);
        return source.read(offset, length);
      },
    });
    const read = reads.reduce((sum, [, length]) => sum + length, 0);
    expect(read).toBeLessThan(200_000);
    expect(reads.every(([offset, length]) => offset + length <= bytes.length)).toBe(true);
    for (const [offset] of reads) {
      bytes[offset] = 1;
      expect(await print(bytes)).not.toBe(own);
      bytes[offset] = 0;
    }
  });
});
