import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { highestWord } from '../../shared/formats/ouro/highest-word.ts';

const word = fc.oneof(fc.nat(20), fc.constantFrom(0xffff_ffff, 0xffff_fffe, 0x8000_0000));

test('the highest of any number of words, where the last one counts as none or not', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 70 }), fc.constantFrom(0, 1), (values, bias) => {
      const expected = Math.max(0, ...values.map((value) => (value + bias) % 2 ** 32));
      expect(highestWord(Uint32Array.from(values), bias, UNATTENDED_JOB)).toBe(expected);
    }),
  );
});

test('wherever it stands in a long column, and not what an earlier column held', () => {
  for (const length of [16_383, 16_384, 16_385, 40_000]) {
    for (const at of [0, 16_382, length - 1]) {
      const values = new Uint32Array(length).fill(3);
      values[at] = 77;
      expect(highestWord(values, 0, UNATTENDED_JOB)).toBe(77);
      expect(highestWord(new Uint32Array(length - 7), 1, UNATTENDED_JOB)).toBe(1);
    }
  }
});
