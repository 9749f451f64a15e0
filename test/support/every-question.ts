import type { DumpChannel, DumpRequest } from '../../shared/protocol/channels.ts';
import { startingScene } from '../../shared/protocol/default-scene.ts';
import type { ProfileChannel } from '../../shared/protocol/profile-schemas.ts';
import { DEFAULT_CUTS, DEFAULT_EXPORT } from '../../shared/protocol/schemas.ts';
import type { TimelineChannel } from '../../shared/protocol/timeline-schemas.ts';

export type HeapChannel = Exclude<DumpChannel, TimelineChannel | ProfileChannel>;
export type Questions = { readonly [C in HeapChannel]: readonly DumpRequest<C>[] };

const cuts = DEFAULT_CUTS;
const page = { offset: 0, limit: 100 };
const all = {
  where: '',
  typeIndex: null,
  familyId: null,
  sort: 'shallowSize',
  descending: true,
} as const;
const compare = { baselines: ['itself'], match: 'auto' as const };
const top = { node: null, typeIndex: null };

/** About the first object and the last: a channel that is missing here does not compile. */
export function questionsAbout(nodeCount: number): Questions {
  const nodes = [0, nodeCount - 1];
  const eachNode = <Request>(ask: (node: number) => Request): Request[] => nodes.map(ask);
  const scene = startingScene([nodeCount - 1]);
  const grown = startingScene([0], { direction: 'both', depth: 12, breadth: 100, showWays: true });
  return {
    overview: [{ cuts }],
    answer: [{ cuts }],
    fleetMember: [{}],
    types: [{ ...page, where: '', sort: 'shallowBytes', descending: true }],
    valueGroups: [{ ...page, query: all, cuts, attribute: 'name' }],
    modules: (['module', 'package'] as const).map((by) => ({
      ...page,
      by,
      where: '',
      sort: 'retainedBytes' as const,
      descending: true,
    })),
    objects: [{ ...page, query: all, cuts, columns: ['retainedSize', 'referrers'] }],
    object: eachNode((node) => ({ node, cuts })),
    references: (['referents', 'referrers'] as const).flatMap((direction) =>
      eachNode((node) => ({ ...page, node, direction })),
    ),
    contents: eachNode((node) => ({ ...page, node, cuts })),
    wholeValue: eachNode((node) => ({ node })),
    cycles: [{ ...page, cuts, type: '' }],
    components: [{ ...page, cuts }],
    breakProposals: [{ familyId: 0, cuts }],
    whatIf: eachNode((node) => ({
      cuts: { ...cuts, edges: [{ source: node, position: 0 }] },
      breaking: null,
      nodes: [node],
    })),
    path: eachNode((node) => ({ node, cuts })),
    heldPaths: [{ objects: { query: all }, cuts, under: 0, limit: 1000 }],
    ways: [...eachNode((node) => ({ objects: { node }, cuts })), { objects: { query: all }, cuts }],
    dominated: [{ ...page, of: top }, ...eachNode((node) => ({ ...page, of: { ...top, node } }))],
    dominatedTypes: [{ ...page, of: top }],
    dominatorMap: (['object', 'type'] as const).flatMap((by) => [
      { of: top, by },
      ...eachNode((node) => ({ of: { ...top, node }, by })),
    ]),
    owned: [{ query: all, cuts }],
    identify: [{ nodes }],
    named: [{ text: 'main', limit: 100 }],
    locate: [{ addresses: ['0x1000'], types: [{ name: 'Node', index: 0 }] }],
    finding: [null, ...nodes].map((node) => ({ cuts, node, redact: node === 0 })),
    report: [
      { cuts, familyId: null, redact: false, notes: [] },
      { cuts, familyId: 0, redact: true, notes: [] },
    ],
    comparison: [compare],
    comparedTypes: [
      { ...page, compare, text: '', sort: 'bytes', descending: true, changedOnly: false },
    ],
    comparedFamilies: [{ ...page, compare, type: '', changedOnly: false }],
    comparedObjects: [{ ...page, compare, kind: 'survived', type: '' }],
    threads: [{ ...page, cuts }],
    waitGroups: [{ ...page, cuts }],
    waiters: [{ ...page, cuts, group: 0 }],
    waste: [{}],
    wasteFindings: [{ ...page, group: 'empty-containers' }],
    wasteObjects: [{ ...page, group: 'empty-containers', finding: 0 }],
    scene: [scene, grown].map((drawn) => ({ scene: drawn, cuts })),
    groupMembers: [{ ...page, scene: grown, cuts, group: 'group-0' }],
    export: (['svg', 'dot', 'json'] as const).map((format) => ({
      scene,
      cuts,
      options: { ...DEFAULT_EXPORT, format },
    })),
  };
}
