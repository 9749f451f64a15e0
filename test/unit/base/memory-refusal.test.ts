import { describe, expect, it } from 'vitest';
import { describeRefusal, readRefusal } from '../../../shared/base/memory-refusal.ts';
import { refuseBeyond } from '../../../shared/heap/memory.ts';

describe('a refusal for want of memory', () => {
  it('carries its numbers through the text of an error', () => {
    const refusal = { needed: 12_000_000_000, limit: 4_000_000_000 };
    expect(readRefusal(describeRefusal(refusal))).toEqual(refusal);
    expect(readRefusal(`at byte 12; ${describeRefusal(refusal)}`)).toEqual(refusal);
    for (const other of [undefined, '', 'needed bytes, limit bytes']) {
      expect(readRefusal(other)).toBeNull();
    }
  });

  it('is what the loader throws', () => {
    let detail: string | undefined;
    try {
      refuseBeyond(1000, 5000.4, 'A dump');
    } catch (thrown) {
      detail = (thrown as { detail?: string }).detail;
    }
    expect(readRefusal(detail)).toEqual({ needed: 5000, limit: 1000 });
  });
});
