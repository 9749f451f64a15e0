import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LayoutInterner } from '../../../shared/heap/layout-interner.ts';
import { StringInterner } from '../../../shared/heap/string-interner.ts';
import { MAX_TEXT_BYTES, NO_STRING } from '../../../shared/heap/string-table.ts';

/** The text as it comes back out of UTF-8, which has no lone surrogates. */
function wellFormed(text: string): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(new TextEncoder().encode(text));
}

describe('strings interned as bytes', () => {
  test('are numbered once each, in order of appearance', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 40 })), (texts) => {
        const interner = new StringInterner();
        const distinct = [...new Set(texts.map((text) => wellFormed(text)))];
        for (const text of texts) {
          expect(interner.internText(text)).toBe(distinct.indexOf(wellFormed(text)));
        }
        expect(interner.count).toBe(distinct.length);
        const table = interner.toTable();
        distinct.forEach((text, index) => {
          expect(table.get(index)).toBe(new TextDecoder().decode(new TextEncoder().encode(text)));
          expect(interner.get(index)).toBe(table.get(index));
        });
      }),
    );
  });

  test('stay apart and whole when there are many', () => {
    const interner = new StringInterner();
    const count = 50_000;
    for (let index = 0; index < count; index++) interner.internText(`name-${index}`);
    let wrong = 0;
    for (let index = 0; index < count; index += 3) {
      if (interner.internText(`name-${index}`) !== index) wrong++;
    }
    expect([wrong, interner.count]).toEqual([0, count]);
    expect(interner.toTable().get(count - 1)).toBe(`name-${count - 1}`);
  });

  test('are taken from the middle of a buffer', () => {
    const interner = new StringInterner();
    const buffer = new TextEncoder().encode('xxabcxxabc');
    expect(interner.intern(buffer, 2, 5)).toBe(interner.intern(buffer, 7, 10));
    expect(interner.intern(buffer, 2, 2)).toBe(1);
    expect(interner.toTable().get(1)).toBe('');
  });
});

describe('layouts', () => {
  test('are numbered once each', () => {
    const slots = fc.array(fc.constantFrom(0, 1, 2, NO_STRING), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(slots, { maxLength: 400 }), (layouts) => {
        const interner = new LayoutInterner();
        const keys: string[] = [];
        for (const layout of layouts) {
          const key = layout.join();
          if (!keys.includes(key)) keys.push(key);
          const number = interner.intern(Uint32Array.from([...layout, 77]), layout.length);
          expect(number).toBe(keys.indexOf(key));
        }
        const { layoutFirstSlot, slotLabel } = interner.finish();
        keys.forEach((key, layout) => {
          const labels = slotLabel.subarray(layoutFirstSlot[layout], layoutFirstSlot[layout + 1]);
          expect(labels.join()).toBe(key);
        });
      }),
    );
  });

  test('without slots are one', () => {
    const interner = new LayoutInterner();
    expect(interner.empty()).toBe(interner.intern(new Uint32Array(3), 0));
  });
});

test('a text longer than JavaScript can bear is shown by its beginning', () => {
  const interner = new StringInterner();
  const long = new Uint8Array(MAX_TEXT_BYTES + 100).fill(0x78);
  const index = interner.intern(long, 0, long.length);
  expect(interner.get(index)).toBe('x'.repeat(MAX_TEXT_BYTES));
  const table = interner.toTable();
  expect(table.get(index)).toBe('x'.repeat(MAX_TEXT_BYTES));
  expect(table.bytes.length).toBe(long.length);
});
