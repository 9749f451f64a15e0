import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NameLookup } from '../../../../renderer/state/links/fields.ts';
import { BadLinkError } from '../../../../renderer/state/links/fields.ts';
import {
  dumpOfLink,
  namesInLink,
  readLink,
  sameView,
  writeLink,
} from '../../../../renderer/state/links/view-link.ts';
import type { ViewState } from '../../../../renderer/state/view/history.ts';
import {
  CYCLES_LOCATION,
  OVERVIEW,
  objectsWhere,
} from '../../../../renderer/state/view/view-state.ts';
import { startingScene } from '../../../../shared/protocol/default-scene.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { anyView } from '../../support/any-view.ts';

const DUMP = '1f4a2-9c3e01d27f00aa15';
const addressOf = (node: number) => `0x${(node * 16 + 0x7f0000000000).toString(16)}`;
/** A dump that has every object, type and family. */
const FOUND: NameLookup = {
  objectAt: (address) => {
    const node = (Number(address) - 0x7f0000000000) / 16;
    return { node, name: `object ${node}` };
  },
  typeNamed: (_name, index) => index,
  familyName: (id) => `family ${id}`,
};
const view = (change: Partial<ViewState> = {}): ViewState => ({
  place: OVERVIEW,
  selection: null,
  cuts: DEFAULT_CUTS,
  viewport: null,
  scroll: {},
  ...change,
});
const drawing = (focus: number[], change = {}) =>
  view({ place: { view: 'graph', request: startingScene(focus, change), asList: false } });

describe('a link to a view', () => {
  it('brings back every view there can be', () => {
    fc.assert(
      fc.property(anyView(), (shown) => {
        const link = writeLink(shown, DUMP, { addressOf }, 'view and position');
        expect(readLink(link, FOUND)).toEqual(shown);
        expect(dumpOfLink(link)).toBe(DUMP);
        // What a browser's address bar makes of it.
        const { hash } = new URL(`http://127.0.0.1:1/#${link}`);
        expect(readLink(hash, FOUND)).toEqual(shown);
      }),
      { numRuns: 300 },
    );
  });

  it('names objects by address, and says only what is not so by itself', () => {
    expect(writeLink(drawing([1], { depth: 5 }), '', { addressOf })).toBe(
      'view=graph&focus=0x7f0000000010&depth=5',
    );
    expect(writeLink(view(), '', { addressOf })).toBe('view=overview');
    const type = { index: 7, name: 'pandas.core.frame.DataFrame' };
    expect(writeLink(view({ place: objectsWhere({ type }) }), DUMP, { addressOf })).toBe(
      `view=objects&dump=${DUMP}&mode=objects&type=pandas.core.frame.DataFrame@7`,
    );
  });

  it('gives positions away to nobody, and knows a view without them', () => {
    const here = { ...drawing([1]), viewport: { x: 1.5, y: -3, zoom: 0.25 }, scroll: { list: 40 } };
    const kept = writeLink(here, DUMP, { addressOf }, 'view and position');
    const given = writeLink(here, DUMP, { addressOf });
    expect(kept).toContain('at=1.5,-3,0.25');
    expect(given).not.toMatch(/at=|scroll/);
    expect(sameView(kept, given)).toBe(true);
    expect(sameView(kept, writeLink(drawing([2]), DUMP, { addressOf }))).toBe(false);
  });

  it('leaves out objects that the dump does not have, but not the one that is drawn', () => {
    const link = writeLink(drawing([1], { hidden: [2, 3] }), DUMP, { addressOf });
    const without = (gone: number): NameLookup => ({
      ...FOUND,
      objectAt: (address) => (address === addressOf(gone) ? null : FOUND.objectAt(address)),
    });
    expect(readLink(link, without(2)).place).toMatchObject({ request: { hidden: [3] } });
    expect(() => readLink(link, without(1))).toThrow(/not in this dump/);
  });

  it('says what the engine has to look up', () => {
    const family = { id: 4, name: 'family 4' };
    const type = { index: 7, name: 'Node' };
    const members = view({
      place: objectsWhere({ family, type }),
      selection: { node: 9, name: 'object 9' },
      cuts: { ...DEFAULT_CUTS, classReference: false },
    });
    expect(namesInLink(writeLink(members, DUMP, { addressOf }))).toEqual({
      addresses: [addressOf(9)],
      types: [{ index: 7, name: 'Node' }],
      families: [4],
      cuts: { ...DEFAULT_CUTS, classReference: false },
    });
  });

  it.each([
    ['', /names no view/],
    ['nonsense', /names no view/],
    ['view=constructor', /names no view/],
    ['view=graph', /the object it draws/],
    ['view=graph&focus=DataFrame', /DataFrame is no address/],
    ['view=graph&focus=0x10&depth=99', /depth is no number from 0 to 12/],
    ['view=graph&focus=0x10&depth=1e1', /depth is no number/],
    ['view=graph&focus=0x10&showPath=yes', /showPath is neither 0 nor 1/],
    ['view=graph&focus=0x10&expanded=0x10:up:3', /expanded cannot be/],
    [`view=graph&focus=${Array(2001).fill('0x10').join(',')}`, /focus names too many/],
    ['view=objects&objectSort=guilt', /objectSort cannot be guilt/],
    [`view=objects&where=${'a'.repeat(10_001)}`, /where is too long/],
    ['view=overview&selected=<img>', /<img> is no address/],
    [`view=overview&x=${'a'.repeat(300_000)}`, /too long/],
  ])('that says nothing sensible is refused with a reason: %.60s', (link, reason) => {
    expect(() => readLink(link, FOUND)).toThrow(BadLinkError);
    expect(() => readLink(link, FOUND)).toThrow(reason);
  });

  it('never throws anything else, whatever it is', () => {
    const key = fc.constantFrom('view', 'focus', 'type', 'family', 'expanded', 'at', 'selected');
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom('graph', 'objects', 'cycles', '0x1', '0x1:referrers:2', '%', 'a@'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 8 }), (pairs) => {
        const link = pairs.map(([name, text]) => `${name}=${text}`).join('&');
        try {
          expect(readLink(link, FOUND).place.view).toMatch(/^[a-z]+$/);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(BadLinkError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('ignores positions that make no sense', () => {
    const odd = 'view=overview&at=1e999,2,0&scroll-rows=-4&scroll-__proto__=9';
    expect(readLink(odd, FOUND)).toEqual(view());
  });

  it('takes a type by its name where the index is another today', () => {
    const renumbered: NameLookup = { ...FOUND, typeNamed: (name) => (name === 'a@b.C' ? 3 : null) };
    const link = 'view=objects&mode=objects&type=a%40b.C@12';
    expect(readLink(link, renumbered).place).toMatchObject({ type: { index: 3, name: 'a@b.C' } });
    expect(() => readLink('view=objects&type=Gone@1', renumbered)).toThrow(/no object is of type/);
  });

  it('keeps a family of cycles open', () => {
    const link = writeLink(view({ place: { ...CYCLES_LOCATION, familyId: 0 } }), '', { addressOf });
    expect(link).toBe('view=cycles&familyId=0');
    expect(readLink(link, FOUND).place).toMatchObject({ familyId: 0 });
  });
});
