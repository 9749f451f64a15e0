import type { Job } from '../../base/job.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { StringScanner } from './string-scanner.ts';

/**
 * Takes internal references that are named by a number for what they are: positions in one of V8's
 * own arrays (heap-snapshot-generator.cc, V8HeapExplorer::SetInternalReference with an index).
 *
 * As names, a million positions would be a million different attributes, and a family of cycles
 * each. One pass over the texts and one over the references where there is such a
 * text; a byte per text.
 */
export function readArrayPositions(
  kind: Uint8Array,
  label: Uint32Array,
  strings: StringScanner,
  job: Job,
): void {
  const isNumber = new Uint8Array(strings.count);
  let numbers = 0;
  for (let text = 0; text < isNumber.length; text++) {
    if ((text & CHECK_MASK) === 0) job.checkpoint();
    if (strings.numberIn(text) < 0) continue;
    isNumber[text] = 1;
    numbers++;
  }
  if (numbers === 0) return;
  for (let edge = 0; edge < kind.length; edge++) {
    if ((edge & CHECK_MASK) === 0) job.checkpoint();
    if (kind[edge] !== EdgeKind.internal || isNumber[label[edge]] !== 1) continue;
    kind[edge] = EdgeKind.index;
    label[edge] = strings.numberIn(label[edge]);
  }
}

const CHECK_MASK = 0x3ffff;
