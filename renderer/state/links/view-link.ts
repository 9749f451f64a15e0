import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import type { Viewport, ViewState } from '../view/history.ts';
import type { Selection, ViewName } from '../view/view-state.ts';
import { CUT_FIELDS } from './cut-fields.ts';
import type { NameLookup, Naming, Params } from './fields.ts';
import { BadLinkError, findObject } from './fields.ts';
import { PLACE_CODECS } from './place-fields.ts';

/** Longer than the largest drawing that can be asked for. */
export const MAX_LINK_LENGTH = 250_000;

/**
 * A view as the part of a link after the `#`: "view=graph&focus=0x7f2a5c0d1e50&depth=4".
 *
 * Objects by address, types by name, what the user typed; nothing else of the dump. `dump` is its
 * fingerprint ('' to leave it out). Where on the screen things were is for the next start only:
 * another window has another size.
 */
export function writeLink(
  view: ViewState,
  dump: string,
  naming: Naming,
  keep: 'view' | 'view and position' = 'view',
): string {
  const into: Params = new Map([['view', view.place.view]]);
  if (dump !== '') into.set('dump', dump);
  PLACE_CODECS[view.place.view].write(view.place, into, naming);
  if (view.selection !== null) into.set('selected', naming.addressOf(view.selection.node));
  CUT_FIELDS.write(view.cuts, DEFAULT_CUTS, '', into, naming);
  if (keep === 'view and position') writePosition(view, into);
  return [...into].map(([key, value]) => `${key}=${escaped(value)}`).join('&');
}

/** The other way. Throws `BadLinkError`, with what is wrong as the end of a sentence. */
export function readLink(link: string, finding: NameLookup): ViewState {
  const from = parseLink(link);
  const view = from.get('view');
  if (view === undefined || !isViewName(view)) throw new BadLinkError('it names no view');
  return {
    place: PLACE_CODECS[view].read(from, finding),
    selection: readSelection(from, finding),
    cuts: CUT_FIELDS.read(DEFAULT_CUTS, '', from, finding),
    viewport: readViewport(from),
    scroll: readScroll(from),
  };
}

/** The dump that a link is about, by its fingerprint; '' for whichever is open. */
export function dumpOfLink(link: string): string {
  return paramsOf(link).get('dump') ?? '';
}

/** The view that a link is to; '' where it names none. */
export function viewOfLink(link: string): string {
  return paramsOf(link).get('view') ?? '';
}

/** Whether two links show the same, wherever on the screen it was. */
export function sameView(a: string, b: string): boolean {
  return withoutPosition(a) === withoutPosition(b);
}

function withoutPosition(link: string): string {
  const kept = [...paramsOf(link)].filter(([key]) => key !== 'at' && !key.startsWith(SCROLL));
  return JSON.stringify(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a link names that only the engine can find. Throws `BadLinkError`. */
export interface LinkNames {
  readonly addresses: readonly string[];
  readonly types: readonly { readonly name: string; readonly index: number }[];
  readonly families: readonly number[];
  readonly cuts: CutChoice;
}

export function namesInLink(link: string): LinkNames {
  const addresses = new Set<string>();
  const types: { name: string; index: number }[] = [];
  const families: number[] = [];
  const { cuts } = readLink(link, {
    objectAt(address) {
      addresses.add(address);
      return { node: 0, name: '' };
    },
    typeNamed(name, index) {
      types.push({ name, index });
      return 0;
    },
    familyName(id) {
      families.push(id);
      return '';
    },
  });
  return { addresses: [...addresses], types, families, cuts };
}

function parseLink(link: string): Params {
  if (link.length > MAX_LINK_LENGTH) throw new BadLinkError('it is too long');
  return paramsOf(link);
}

function paramsOf(link: string): Params {
  return new Map(new URLSearchParams(link.slice(0, MAX_LINK_LENGTH).replace(/^#/, '')));
}

function isViewName(text: string): text is ViewName {
  return Object.hasOwn(PLACE_CODECS, text);
}

function readSelection(from: Params, finding: NameLookup): Selection | null {
  const address = from.get('selected');
  return address === undefined ? null : findObject(address, finding);
}

function writePosition({ viewport, scroll }: ViewState, into: Params): void {
  if (viewport !== null) into.set('at', [viewport.x, viewport.y, viewport.zoom].join(','));
  for (const [part, top] of Object.entries(scroll)) {
    if (top > 0) into.set(`${SCROLL}${part}`, String(Math.round(top)));
  }
}

const SCROLL = 'scroll-';

function readViewport(from: Params): Viewport | null {
  const [x = Number.NaN, y = Number.NaN, zoom = Number.NaN] = (from.get('at') ?? '')
    .split(',')
    .map(Number.parseFloat);
  const isSound = Math.abs(x) < 1e7 && Math.abs(y) < 1e7 && zoom >= 0.001 && zoom < 100;
  return isSound ? { x, y, zoom } : null;
}

function readScroll(from: Params): Record<string, number> {
  const scroll: Record<string, number> = {};
  for (const [key, value] of from) {
    const part = key.startsWith(SCROLL) ? key.slice(SCROLL.length) : '';
    if (/^[a-z]{1,20}$/.test(part) && /^\d{1,10}$/.test(value)) scroll[part] = Number(value);
  }
  return scroll;
}

/** As in a query, but what may stand there as it is does: links are read by people too. */
function escaped(value: string): string {
  return encodeURIComponent(value).replace(/%(?:2C|3A|40)/g, decodeURIComponent);
}
