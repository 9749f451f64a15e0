import type { Duplicates, Waste } from '../../analysis/waste/waste.ts';
import { formatBytes, formatQuantity } from '../../base/units.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { WasteGroup, WasteGroupId } from '../../protocol/waste-schemas.ts';

type Words = Pick<WasteGroup, 'title' | 'advice' | 'isWaste'>;

/** What each kind of waste is called, and what to do about it. */
export const WASTE_WORDS: Readonly<Record<WasteGroupId, Words>> = {
  'equal-text': {
    title: 'Equal strings',
    advice:
      'Keep one copy of each value: sys.intern() where the string is made, or the category dtype in a DataFrame.',
    isWaste: true,
  },
  'equal-numbers': {
    title: 'Equal numbers',
    advice:
      'Keep numbers by the thousand in array.array or numpy, where each takes 8 bytes and no object.',
    isWaste: true,
  },
  'empty-containers': {
    title: 'Empty containers',
    advice: 'Create them lazily; use None until the first item, or a default on the class.',
    isWaste: true,
  },
  'sparse-containers': {
    title: 'Sparse containers',
    advice:
      'They keep the room of when they were fullest: build them anew once they are emptied, as in d = dict(d).',
    isWaste: true,
  },
  'equal-containers': {
    title: 'Equal tuples and dicts',
    advice:
      'Where nobody changes them, keep one of each and share it: look the first one up in a dict by its content when another is made.',
    isWaste: true,
  },
  'array-views': {
    title: 'Small views of large arrays',
    advice: 'Copy the part that is needed, part = whole[:10].copy(), and the whole can go.',
    isWaste: true,
  },
  'frame-bytes': {
    title: 'DataFrames that look larger than they are',
    advice:
      'Nothing is wasted: memory_usage(deep=True) counts an object that many rows share once for each of them.',
    isWaste: false,
  },
};

/** What a dump leaves open about a kind of waste; '' where nothing. */
export function wasteNote(id: WasteGroupId, waste: Waste, graph: HeapGraph): string {
  switch (id) {
    case 'equal-text':
      return unseenNote(waste.text, 'string', graph);
    case 'equal-numbers':
      return unseenNote(waste.numbers, 'number', graph);
    case 'empty-containers':
      return uncountedNote(waste);
    case 'sparse-containers':
      return waste.containers.sparse.findings.count === 0
        ? ''
        : 'What a container needs is read off others in this dump that hold as much; the truth may be a little less.';
    case 'equal-containers':
      return waste.equal.findings.count === 0
        ? ''
        : 'The same objects or equal plain values in the same order; of longer values, and of arrays, a dump has too little to compare them or to tell zeros.';
    case 'array-views':
      return waste.views.findings.count === 0
        ? ''
        : 'Only arrays that nothing but their views holds. Where views overlap, more is wasted than is said.';
    case 'frame-bytes':
      return waste.frames.unmeasured === 0
        ? ''
        : `${formatQuantity(waste.frames.unmeasured, 'smaller DataFrame')} were left out: there is too much in them.`;
  }
}

/** A few are part of any dump; many mean that the format does not say. */
function uncountedNote({ containers: { counted, uncounted } }: Waste): string {
  return uncounted <= counted / 100
    ? ''
    : `Of ${formatQuantity(uncounted, 'container')} this dump does not say how many items they have.`;
}

function unseenNote({ compared, unseen }: Duplicates, noun: string, graph: HeapGraph): string {
  if (unseen.objects === 0) return '';
  const what = `${formatQuantity(unseen.objects, noun)} (${formatBytes(unseen.bytes)})`;
  if (compared > 0) {
    return `${what} could not be compared: the dump records only the beginning of long values.`;
  }
  return graph.preview === null || graph.length === null
    ? `${what} could not be compared: this format does not record whole values.`
    : `${what} could not be compared: values were left out of this dump. One taken with values="short" has them.`;
}
