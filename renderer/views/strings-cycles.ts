import { formatBytes, formatCount, formatQuantity } from '../../shared/base/units.ts';
import type { CutChoice } from '../../shared/protocol/schemas.ts';

/** The words of Cycles. */
export const CYCLES_VIEW = {
  onlyWith: 'Only families with this type',
  onlyWithHint: 'Filter by type…',
  waiting: 'Finding cycles…',
  showMore: (count: number) => `Show more of ${formatCount(count)}`,
  list: 'Cycle families',
  noneWith: (type: string) => `No cycle family with “${type}”`,
  wholeNames: 'Names are matched whole: “DataFrame”, or “pandas.core.frame.DataFrame”.',
} as const;

/** Strongly connected components, as a list beside the families of cycles. */
export const COMPONENTS = {
  what: 'What to list',
  families: (count: number | undefined) => counted('Families', count),
  components: (count: number | undefined) => counted('Components', count),
  facts: (objects: number, largest: number) =>
    `${formatQuantity(objects, 'object')} on cycles, at most ${formatCount(largest)} in one component`,
  list: (count: number) => `Components, ${formatCount(count)}`,
  number: 'No.',
  types: 'Objects in it',
  moreTypes: (count: number) => formatQuantity(count, 'more type'),
  draw: 'Draw this component',
} as const;

function counted(name: string, count: number | undefined): string {
  return count === undefined ? name : `${name} ${formatCount(count)}`;
}

/** One family. */
export const FAMILY = {
  cycles: (count: number) => (count === 1 ? 'cycle' : 'cycles'),
  cyclesOfIt: (count: number) => `${formatCount(count)} cycles of this family`,
  objects: 'objects in them',
  own: 'of their own',
  retained: 'retained',
  drawOne: 'Draw one',
  drawAll: 'Draw all together',
  listAll: 'List all members',
  exemplars: 'Exemplars',
} as const;

/** References cut before cycles are looked for. */
export const CUTS = {
  label: 'References cut before looking for cycles',
  title: 'Ignored references:',
  notCut: 'not cut',
} as const;

export const CUT_NAMES: Readonly<Record<Exclude<keyof CutChoice, 'edges'>, string>> = {
  instanceClass: 'instance → class',
  classReference: 'anything else → class',
  moduleNamespace: 'anything → module namespace',
};

/** What breaking a reference brings. */
export const EFFECT = {
  break: 'Break',
  references: (count: number) => formatQuantity(count, 'reference'),
  nothing: (count: string) => `${count} – frees nothing by itself`,
  inUse: (count: string, bytes: number) =>
    `${count} – ${formatBytes(bytes)} in use would go with it`,
  frees: (count: string, bytes: number) => `${count} – frees ${formatBytes(bytes)}`,
} as const;
