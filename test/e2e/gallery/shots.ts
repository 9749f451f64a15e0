/** Ways in which every picture may be taken. */
export const LOOKS = [
  { id: 'light', name: 'Light', colorScheme: 'light', contrast: 'no-preference' },
  { id: 'dark', name: 'Dark', colorScheme: 'dark', contrast: 'no-preference' },
  { id: 'contrast', name: 'High contrast', colorScheme: 'dark', contrast: 'more' },
] as const;

export type Look = (typeof LOOKS)[number];
export type LookId = Look['id'];

export interface Shot {
  readonly id: string;
  readonly title: string;
  readonly kind: 'view' | 'dialog' | 'state';
  /** The view of the rail it is of, by the name of its command; '' for none. */
  readonly view: string;
  /** Also in high contrast. */
  readonly inContrast?: true;
}

/** Every view, dialog and state of the window, in the order in which somebody meets them. */
export const SHOTS: readonly Shot[] = [
  { id: 'start', title: 'First run', kind: 'state', view: '', inContrast: true },
  { id: 'loading', title: 'Loading', kind: 'state', view: '' },
  { id: 'overview', title: 'Overview', kind: 'view', view: 'overview', inContrast: true },
  { id: 'tour', title: 'Tour', kind: 'dialog', view: '' },
  { id: 'cycles', title: 'Cycles', kind: 'view', view: 'cycles' },
  {
    id: 'family',
    title: 'A family, what to break, and its fix',
    kind: 'view',
    view: 'cycles',
    inContrast: true,
  },
  { id: 'graph', title: 'Graph', kind: 'view', view: 'graph', inContrast: true },
  { id: 'path', title: 'Path to the root', kind: 'view', view: 'graph' },
  { id: 'graph-list', title: 'Graph as a list', kind: 'view', view: 'graph' },
  { id: 'objects', title: 'Objects', kind: 'view', view: 'objects' },
  { id: 'instances', title: 'Objects of one type', kind: 'view', view: 'objects' },
  { id: 'dominators', title: 'Dominators', kind: 'view', view: 'dominators', inContrast: true },
  { id: 'waste', title: 'Waste', kind: 'view', view: 'waste' },
  { id: 'threads', title: 'Threads, their stacks and variables', kind: 'view', view: 'threads' },
  { id: 'compare', title: 'Compare: three dumps of a leak', kind: 'view', view: 'compare' },
  { id: 'compare-fix', title: 'Compare: the fix', kind: 'view', view: 'compare' },
  {
    id: 'timeline',
    title: 'Timeline: memory over time, with dumps on it',
    kind: 'view',
    view: 'timeline',
    inContrast: true,
  },
  { id: 'timeline-dumps', title: 'Timeline of dumps alone', kind: 'view', view: 'timeline' },
  { id: 'allocations', title: 'Allocations of a profile', kind: 'view', view: 'allocations' },
  { id: 'fleet', title: 'Fleet: many dumps together', kind: 'state', view: '', inContrast: true },
  { id: 'bookmarks', title: 'Bookmarks and notes', kind: 'view', view: 'bookmarks' },
  { id: 'export', title: 'Export', kind: 'dialog', view: '' },
  { id: 'palette', title: 'Search and commands', kind: 'dialog', view: '' },
  { id: 'glossary', title: 'Glossary', kind: 'dialog', view: '' },
  { id: 'shortcuts', title: 'Keyboard shortcuts', kind: 'dialog', view: '' },
  { id: 'small', title: 'A small window, or 200 %', kind: 'state', view: 'graph' },
  { id: 'partial', title: 'Partial dump', kind: 'state', view: '' },
  { id: 'unknown', title: 'Verdicts that cannot be told', kind: 'state', view: '' },
  { id: 'no-cycles', title: 'No cycles hold memory', kind: 'state', view: '' },
  { id: 'nothing-found', title: 'Nothing found', kind: 'state', view: '' },
  { id: 'unsupported', title: 'Unsupported file', kind: 'state', view: '' },
  { id: 'empty', title: 'Empty dump', kind: 'state', view: '' },
  { id: 'too-large', title: 'Too large', kind: 'state', view: '' },
  { id: 'engine-stopped', title: 'Engine stopped', kind: 'state', view: '' },
];

/** In which looks a shot is taken. */
export function looksOf(shot: Shot): readonly Look[] {
  return LOOKS.filter(({ id }) => id !== 'contrast' || shot.inContrast === true);
}

/** The picture's path from the page. */
export function pictureOf(shot: Shot, look: LookId): string {
  return `pictures/${shot.id}-${look}.webp`;
}
