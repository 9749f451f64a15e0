import { formatCount, formatQuantity } from '../../shared/base/units.ts';
import type { Direction, SceneFact } from '../../shared/scene/model/scene.ts';

/** The toolbar of the drawing. */
export const GRAPH = {
  drawing: 'Drawing',
  list: 'List',
  form: 'Form',
  working: 'Drawing…',
  direction: 'Which references to follow',
  referrers: 'Referrers',
  referents: 'Referents',
  both: 'Both',
  depth: 'Depth',
  depthTip: 'Steps away from the object',
  breadth: 'Breadth',
  breadthTip: 'Neighbours drawn per object before “+ more”',
  highlight: 'Highlight',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  zoomToFit: 'Zoom to fit',
  selected: (count: number) => `${formatCount(count)} selected`,
  actionsOn: (name: string) => `Actions on ${name}`,
  actions: 'Actions',
  keys: 'Up goes to what refers to the object, down to what it refers to, Tab to its siblings. Enter draws from the selected object, E selects a reference of it. The same content is there as a list.',
} as const;

/** What the drawing can mark. */
export const HIGHLIGHT = {
  showCycle: { label: 'Cycle', tip: 'Draw and mark the shortest cycle through the object' },
  showPath: { label: 'Path', tip: 'Draw and mark the shortest path from a root to the object' },
  showFamily: { label: 'Family', tip: 'Mark what is on other cycles of the same family' },
} as const;

/** What boxes say, and what else is followed. */
export const SHOW = {
  title: 'Show',
  inBoxes: 'In boxes',
  inDrawing: 'In the drawing',
  valuesInside: { label: 'Values in their owners', note: 'Strings, numbers, None as rows' },
  grouped: { label: 'Equal objects as one', note: 'More than eight neighbours alike' },
  showWays: { label: 'All ways it is held', note: 'Numbered, instead of one path' },
  showWeak: { label: 'Weak references', note: 'They hold nothing' },
  showInfrastructure: { label: 'Classes and modules', note: 'As if they were objects' },
  own: { label: 'Only your code', note: 'Lines lead through libraries' },
  modules: { label: 'One box per module', note: 'Of yours, and per package' },
} as const;

export const FACT_NAMES: Readonly<Record<SceneFact, string>> = {
  refcount: 'Reference counts',
  size: 'Sizes',
  retained: 'Retained sizes',
  address: 'Addresses',
};

/** What is left out of the drawing or fixed in it. */
export const DRAWN = {
  onlyCycle: 'Only the cycle',
  onlyPath: 'Only the path',
  onlyWays: 'Only the ways it is held',
  onlyAround: 'Only neighbours',
  showEverything: (only: string) => `${only} – show everything`,
  showHidden: (count: number) => `Show ${formatCount(count)} hidden`,
  remove: (change: string) => `${change}: remove`,
  tidy: 'Tidy: lay it out anew',
  unpin: (count: number) => `Unpin ${formatQuantity(count, 'object')}`,
} as const;

/** What can be done with nodes and references of the drawing. */
export const ACTION = {
  draw: 'Draw from here',
  drawThese: (count: number) => `Draw from these ${formatCount(count)}`,
  drawMore: (page: number, count: number) =>
    `Draw ${formatCount(page)} of these ${formatCount(count)}`,
  drawAlike: (type: string) => `Draw all of type ${type}`,
  spread: (page: number) => `Draw ${formatCount(page)} of them one by one`,
  gather: 'Regroup',
  listAll: (count: number) => `List all ${formatCount(count)}`,
  showMore: (direction: Direction, missing: number) =>
    `Show more ${direction}${missing > 0 ? ` (${formatCount(missing)} not drawn)` : ''}`,
  pin: 'Pin: keep it here',
  unpin: 'Unpin',
  isolateOne: 'Only this and its neighbours',
  isolateMany: 'Only these and their neighbours',
  showEverything: 'Show everything again',
  unfold: 'Unfold internals',
  fold: 'Fold internals',
  openRecord: (count: number) => `Show all ${formatCount(count)} values`,
  closeRecord: 'Show fewer values',
  collapse: 'Do not follow further',
  follow: 'Follow again',
  hide: 'Hide',
  drop: (type: string) => `Leave out all of type ${type}`,
  foldAll: (type: string) => `Fold all of type ${type} into lines`,
  merge: (type: string) => `Put all of type ${type} in one box`,
  chain: (type: string) => `Put linked ones of type ${type} in one box`,
  zoom: 'Zoom to the selection',
  copyAddress: 'Copy address',
  copyAddresses: 'Copy addresses',
  addresses: (count: number) => formatQuantity(count, 'address', 'addresses'),
  toReferrer: 'Go to the referrer',
  toReferent: 'Go to the referent',
  cut: (references: number) => `Cut${several(references)}`,
  restore: (references: number) => `Restore${several(references)}`,
} as const;

function several(references: number): string {
  return references > 1 ? ` ${formatQuantity(references, 'reference')}` : '';
}

/** References cut by hand, and what that comes to. */
export const CUTS_BAR = {
  title: 'References cut by you',
  count: (references: number) => `${formatQuantity(references, 'reference')} cut`,
  andMore: (count: number) => `and ${formatCount(count)} more`,
  restore: 'Restore',
  restoreOne: (name: string) => `Restore ${name}`,
  restoreAll: (count: number) => `Restore ${count === 1 ? 'it' : 'all'}`,
  restoreEvery: 'Restore all references cut by you',
  waiting: 'Working out what happens…',
  isCut: 'Cut by you: everything is shown as if it were gone.',
  isWeak: 'A weak reference holds nothing: cutting it would change nothing.',
  lookingAhead: 'Working out what would happen…',
  ifCut: (outcome: string) => `If it were cut: ${outcome}`,
} as const;

/** What marks a node or a reference beyond what it is. */
export const MARK = {
  focus: 'what was asked for',
  inCycle: 'in the cycle',
  inFamily: 'on a cycle of the family',
  onPath: 'on the path from a root',
  pinned: 'pinned',
  ofGroup: (total: number) => `of ${formatCount(total)}, the others are drawn singly`,
  cycle: 'cycle',
  otherCycle: 'another cycle of the family',
  path: 'path from a root',
  weak: 'weak',
  hidden: 'hidden from the collector',
  cutByHand: 'cut by you',
  cut: 'not counted in cycles',
  references: (count: number) => formatQuantity(count, 'reference'),
  folds: (count: number) => `folds ${formatQuantity(count, 'object')}`,
} as const;

/** The drawing as a list, and a group as a table. */
export const SCENE_LIST = {
  label: 'Objects and references drawn',
  repeated: 'shown above',
  open: 'Open',
  close: 'Close',
  group: 'Enter or a click draws one of them.',
  listing: 'Listing…',
} as const;
