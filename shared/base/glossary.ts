/** A word of the field as this product uses it. */
export interface GlossaryTerm {
  readonly id: TermId;
  readonly name: string;
  /** One or two short sentences: what a tooltip says. */
  readonly meaning: string;
  /** What else is worth knowing; '' where the meaning is all. */
  readonly more: string;
  /** Other words by which people look for it. */
  readonly alias: readonly string[];
  readonly seeAlso: readonly TermId[];
}

export type TermId =
  | 'reference'
  | 'referrer'
  | 'referent'
  | 'reference-count'
  | 'weak-reference'
  | 'hidden-reference'
  | 'infrastructure-reference'
  | 'dangling-reference'
  | 'shallow-size'
  | 'retained-size'
  | 'data-size'
  | 'resident-size'
  | 'gc-root'
  | 'path-to-root'
  | 'independent-ways'
  | 'dominator'
  | 'cycle'
  | 'strongly-connected-component'
  | 'cycle-family'
  | 'exemplar'
  | 'pattern'
  | 'cut'
  | 'break'
  | 'collector'
  | 'generation'
  | 'verdict'
  | 'garbage-waiting'
  | 'garbage-never'
  | 'held'
  | 'unknown';

/**
 * The glossary: one source for tooltips, the Help dialog and docs/glossary.md.
 *
 * In the order in which the words build on each other.
 */
export const GLOSSARY: readonly GlossaryTerm[] = [
  {
    id: 'reference',
    name: 'Reference',
    meaning: 'One object holding another: by an attribute, an item, a variable or a slot.',
    more: 'Every reference in a drawing carries its label: the attribute, key, index or variable that makes it.',
    alias: ['pointer', 'edge', 'link'],
    seeAlso: ['referrer', 'referent'],
  },
  {
    id: 'referrer',
    name: 'Referrer',
    meaning: 'An object that holds a reference to this one.',
    more: 'An object lives for as long as a referrer does, unless the reference is weak. Going from referrer to referrer leads to what keeps it.',
    alias: ['back-reference', 'retainer', 'parent', 'inbound'],
    seeAlso: ['referent', 'path-to-root'],
  },
  {
    id: 'referent',
    name: 'Referent',
    meaning: 'An object that this one holds a reference to.',
    more: '',
    alias: ['target', 'child', 'outbound'],
    seeAlso: ['referrer'],
  },
  {
    id: 'reference-count',
    name: 'Reference count',
    meaning: 'How many references CPython counts to the object. At zero it is freed at once.',
    more: 'References from outside of the dump, such as from C code, are counted as well. What the count has over the references found in the dump is what holds the object from outside.',
    alias: ['refcount', 'refs', 'sys.getrefcount'],
    seeAlso: ['reference', 'collector'],
  },
  {
    id: 'weak-reference',
    name: 'Weak reference',
    meaning: 'A reference that keeps nothing alive. Once its object is freed, it returns None.',
    more: 'The usual way to break a cycle: let the side that does not own the other refer to it by weakref.ref.',
    alias: ['weakref', 'WeakMethod', 'WeakSet'],
    seeAlso: ['break'],
  },
  {
    id: 'hidden-reference',
    name: 'Hidden reference',
    meaning:
      'A reference that its type does not show to the collector. A cycle through it is never collected.',
    more: 'A type tells the collector what it refers to by tp_traverse. A NumPy array of dtype object does not tell of its elements.',
    alias: ['tp_traverse', 'untracked', 'object dtype'],
    seeAlso: ['garbage-never', 'collector'],
  },
  {
    id: 'infrastructure-reference',
    name: 'Infrastructure reference',
    meaning:
      'A reference that every program has and nobody breaks: from an object to its class, or to the module it came from.',
    more: 'Left in, they tie half of a program into one tangle; so they are cut before cycles are looked for. The exception is what refers to garbage, which is never cut.',
    alias: ['class reference', 'module namespace', '__class__', '__globals__'],
    seeAlso: ['cut'],
  },
  {
    id: 'dangling-reference',
    name: 'Dangling reference',
    meaning: 'A reference to something that is not in the dump.',
    more: 'Many mean that the dump was cut short, or that the program went on running while it was taken.',
    alias: ['missing object'],
    seeAlso: ['reference'],
  },
  {
    id: 'shallow-size',
    name: 'Shallow size',
    meaning: 'Bytes of the object itself, without anything it refers to.',
    more: 'What sys.getsizeof says: a list counts its slots and not its items; a DataFrame itself and not its columns.',
    alias: ['getsizeof', 'self size', 'own size'],
    seeAlso: ['retained-size', 'data-size'],
  },
  {
    id: 'retained-size',
    name: 'Retained size',
    meaning: 'Bytes that would go with the object: itself and everything that only it keeps alive.',
    more: 'What something else keeps as well is not in it. Two objects that share a third retain it together, and neither does alone.',
    alias: ['deep size', 'kept', 'exclusive size'],
    seeAlso: ['shallow-size', 'dominator'],
  },
  {
    id: 'data-size',
    name: 'Data size',
    meaning: 'Bytes in the buffers of a DataFrame, Series or array, each buffer counted once.',
    more: 'Two columns that share a buffer, or a view and its base, do not count it twice.',
    alias: ['nbytes', 'memory_usage', 'buffers'],
    seeAlso: ['shallow-size'],
  },
  {
    id: 'resident-size',
    name: 'Resident set',
    meaning: 'All memory the process had in RAM, with what no Python object accounts for.',
    more: 'C extensions, memory that the allocator keeps for later, and the interpreter itself are in it.',
    alias: ['RSS', 'USS', 'resident'],
    seeAlso: ['shallow-size'],
  },
  {
    id: 'gc-root',
    name: 'GC root',
    meaning:
      'What is in use by itself: a variable of a running function, a module, the interpreter, or C code.',
    more: 'All that a root reaches by strong references is in use. Everything else is garbage.',
    alias: ['root', 'frame', 'global', 'thread'],
    seeAlso: ['path-to-root', 'held'],
  },
  {
    id: 'path-to-root',
    name: 'Path to the root',
    meaning: 'The shortest chain of references from a root to an object: why it is still there.',
    more: '',
    alias: ['retaining path', 'back-reference chain', 'find_backref_chain'],
    seeAlso: ['gc-root', 'referrer', 'independent-ways'],
  },
  {
    id: 'independent-ways',
    name: 'Independent ways',
    meaning:
      'Paths from roots to an object that share no object. All of them have to end before it is freed.',
    more: 'Only roots with a name are shared, such as modules and running functions: each of their variables is a way of its own. What ends all ways at once is found as the fewest references, near to the object and near to the roots.',
    alias: ['disjoint paths', 'retainers', 'minimum cut', 'all paths to gc roots'],
    seeAlso: ['path-to-root', 'gc-root', 'dominator'],
  },
  {
    id: 'dominator',
    name: 'Dominator',
    meaning:
      'The nearest object that every path from a root runs through. Were it freed, this one would be too.',
    more: 'Each object has one nearest dominator, so together they are a tree. The retained size of an object is what lies below it there.',
    alias: ['immediate dominator', 'dominator tree', 'owner'],
    seeAlso: ['retained-size', 'gc-root'],
  },
  {
    id: 'cycle',
    name: 'Reference cycle',
    meaning:
      'Objects that refer to each other in a ring. Their counts never reach zero: only the collector can free them.',
    more: 'Harmless while a root holds one of them. Once nothing does, they wait, with all that they reach.',
    alias: ['circular reference', 'loop', 'ring'],
    seeAlso: ['cycle-family', 'collector'],
  },
  {
    id: 'strongly-connected-component',
    name: 'Strongly connected component',
    meaning: 'Objects of which each leads to every other: all cycles that hang together.',
    more: '',
    alias: ['SCC', 'component', 'knot'],
    seeAlso: ['cycle', 'cut'],
  },
  {
    id: 'cycle-family',
    name: 'Cycle family',
    meaning:
      'All cycles of the same types and labels, as one row. They usually come from one line of a program.',
    more: '',
    alias: ['group of cycles', 'signature'],
    seeAlso: ['exemplar', 'pattern', 'cycle'],
  },
  {
    id: 'exemplar',
    name: 'Exemplar',
    meaning: 'One cycle of a family, drawn to stand for the others.',
    more: '',
    alias: ['example', 'sample'],
    seeAlso: ['cycle-family'],
  },
  {
    id: 'pattern',
    name: 'Known pattern',
    meaning: 'A way in which programs are known to make cycles, with the usual fix.',
    more: '',
    alias: ['catalogue', 'anti-pattern', 'fix'],
    seeAlso: ['cycle-family', 'break'],
  },
  {
    id: 'cut',
    name: 'Cut',
    meaning:
      'References left out when cycles are looked for. Each kind is counted and put back by one click.',
    more: 'Nothing in the dump changes. References to garbage are never cut, so that no cycle of it is hidden.',
    alias: ['uncut', 'filter', 'ignore'],
    seeAlso: ['infrastructure-reference', 'strongly-connected-component'],
  },
  {
    id: 'break',
    name: 'What to break',
    meaning:
      'The fewest references without which no cycle of the family is left, and the bytes that would go.',
    more: 'Attributes set by the program come before those of its libraries: they are the ones you can change.',
    alias: ['break proposal', 'feedback', 'fix', 'del'],
    seeAlso: ['weak-reference', 'cycle-family'],
  },
  {
    id: 'collector',
    name: 'Garbage collector',
    meaning:
      'CPython frees most objects by counting. Its collector, gc, frees the cycles that counting cannot, whenever it runs.',
    more: 'It runs when many more objects were made than freed, or by gc.collect(); after gc.disable() or gc.freeze() it may not run at all.',
    alias: ['gc', 'cycle collector', 'gc.collect', 'gc.disable'],
    seeAlso: ['generation', 'garbage-waiting'],
  },
  {
    id: 'generation',
    name: 'Generation',
    meaning: 'How often an object has outlived a collection. Old ones are looked at seldom.',
    more: 'A cycle in the oldest generation waits for a full collection, which may be minutes or hours away.',
    alias: ['gc.get_threshold', 'gc.get_count', 'young', 'old'],
    seeAlso: ['collector'],
  },
  {
    id: 'verdict',
    name: 'Verdict',
    meaning: 'What would become of an object: it waits, is lost, is held, or it cannot be told.',
    more: 'Worked out as the collector does it: references found in the dump are taken off each reference count; what is left over is held from outside, with all that it reaches.',
    alias: ['status', 'reachable'],
    seeAlso: ['garbage-waiting', 'garbage-never', 'held', 'unknown'],
  },
  {
    id: 'garbage-waiting',
    name: 'Garbage, waiting',
    meaning: 'Unreachable. The next collection frees it; nothing does while gc is off.',
    more: '',
    alias: ['garbage', 'collectable', 'unreachable'],
    seeAlso: ['collector', 'garbage-never'],
  },
  {
    id: 'garbage-never',
    name: 'Garbage, never',
    meaning: 'Unreachable, and out of the collector’s reach. It is lost for good.',
    more: 'Its cycle runs through a reference that the collector is not shown.',
    alias: ['leak', 'lost', 'uncollectable'],
    seeAlso: ['hidden-reference', 'garbage-waiting'],
  },
  {
    id: 'held',
    name: 'Held',
    meaning: 'Still in use: something alive refers to it. Any cycle it is in does not matter.',
    more: '',
    alias: ['reachable', 'alive', 'in use'],
    seeAlso: ['path-to-root', 'gc-root'],
  },
  {
    id: 'unknown',
    name: 'Unknown',
    meaning: 'The dump carries no reference counts or roots, so this cannot be told.',
    more: 'A dump made by ouroboros_dump.py carries both.',
    alias: ['no verdict'],
    seeAlso: ['verdict'],
  },
];

const BY_ID = new Map(GLOSSARY.map((term) => [term.id, term]));

export function glossaryTerm(id: TermId): GlossaryTerm {
  const term = BY_ID.get(id);
  if (term === undefined) throw new Error(`The glossary has no “${id}”.`);
  return term;
}

/** Terms with every word of `text` in their name, other names or meaning; names that match first. */
export function findTerms(text: string): readonly GlossaryTerm[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (parts: readonly string[]) => {
    const whole = parts.join('\n').toLowerCase();
    return words.every((word) => whole.includes(word));
  };
  const found = GLOSSARY.filter((term) => has([term.name, ...term.alias, term.meaning, term.more]));
  const isNamed = (term: GlossaryTerm) => has([term.name, ...term.alias]);
  return [...found.filter(isNamed), ...found.filter((term) => !isNamed(term))];
}
