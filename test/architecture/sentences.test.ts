import { describe, expect, it } from 'vitest';
import { filesBelow, readText } from './source-files.ts';

/**
 * Our own sentences are made at the edge and never taken apart again: what an answer is made of is
 * in it as data. Whoever cuts a text at an arrow, at words with spaces or at a number of ours reads
 * what another file writes, and breaks when that is worded anew.
 */
const CUTS =
  /\.(?:split|replace|replaceAll|startsWith|endsWith|indexOf|lastIndexOf|search|match)\(\s*(\/(?:\\.|[^/\\\n])+\/[a-z]*|'(?:\\.|[^'\\\n])*')/g;
/** An arrow of ours, words in a row, or a number before a word. */
const OURS = /→|↩|[a-z]{3,} [a-z]{2,} |\^\d+ |\bof \/?$/;

/** Texts that others wrote: another tool's file, the collector's, what somebody typed. */
const READS_OTHERS = /^(?:shared\/(?:formats|query)|electron\/node)\//;
function cutsIn(code: string): readonly string[] {
  return [...code.matchAll(CUTS)].map(([, text = '']) => text).filter((text) => OURS.test(text));
}

describe('our own sentences', () => {
  it('are taken apart by nobody', () => {
    const found = ['shared', 'electron', 'renderer']
      .flatMap(filesBelow)
      .filter((file) => /\.tsx?$/.test(file) && !READS_OTHERS.test(file))
      .flatMap((file) => cutsIn(readText(file)).map((text) => `${file}: ${text}`));
    expect(found).toEqual([]);
  });

  it.each([
    ["text.split(' → ')", 1],
    ["sentence.replace(/^2 /, '')", 1],
    ["line.startsWith('wait for the garbage collector')", 1],
    ["path.split('/')", 0],
    ["name.replace(/^builtins\\./, '')", 0],
  ])('would be seen to be: %s', (code, count) => {
    expect(cutsIn(code)).toHaveLength(count);
  });
});
