import { give, type I32, type I64, i32, i64, loop, trap, when } from '../base/wasm/code.ts';
import { WasmModule } from '../base/wasm/module.ts';

/** Addresses looked up at a time: they and their slots fit into the first cache. */
export const MAX_AT_ONCE = 2048;
/** Where the caller puts addresses (u64), and finds their slots (u32). */
export const ADDRESSES_AT = 1024;
export const SLOTS_AT = ADDRESSES_AT + 8 * MAX_AT_ONCE;
const HEAP_AT = 65_536;

const PAGE_BYTES = 4096 * 4;
const ENTRY_BYTES = 16;
const FIRST_ENTRIES_LOG2 = 8;
/** Pages for every so many look-ups, a slot taking 4 bytes: at most 12 bytes a look-up. */
const SLOTS_PER_LOOKUP = 3;

/**
 * The module behind `AddressSlots`.
 *
 * A page is 4,096 slots of u32, one for every sixteenth address of 64 KiB. Where an address has its
 * slot is thus arithmetic, once the page is known: nothing is compared, and the slot itself is not
 * touched, so that a look-up waits for no memory. Addresses in between by eight (CPython before 3.8,
 * and 32-bit) have pages of their own. A directory, which stays in the second cache, finds the page:
 * an open-addressing hash over entries of u64 key and u32 page, multiplied by a random odd number,
 * since a dump is hostile data. All other addresses get single slots, found by a hash of the same
 * form; so do those of new pages, once pages have come to more than look-ups justify.
 */
export function createAddressModule(): WebAssembly.Module {
  const module = new WasmModule(2);
  const top = module.global('i32');
  /** Slots in pages, and what they may come to. */
  const slots = module.global('i64');
  const allowedSlots = module.global('i64');
  const isClosed = module.global('i32');
  const factor = module.global('i64');
  // Two hashes of the same form: where, how many entries are in use, and 64 − log2 of the entries.
  const directory = hashVariables(module);
  const strays = hashVariables(module);

  const allocate = module.define('allocate', { bytes: 'i32' }, 'i32', ({ bytes }, local) => {
    const at = local('i32');
    const end = local('i32');
    const missing = local('i32');
    return [
      at.set(top.get),
      end.set(i32.add(at.get, bytes.get)),
      // Beyond 4 GiB.
      when(i32.ltU(end.get, at.get), [trap]),
      when(i32.gtU(end.get, i32.shl(i32.memorySize, i32.const(16))), [
        // An eighth at a time: growing is a call of the system.
        missing.set(
          i32.shrU(i32.sub(end.get, i32.shl(i32.memorySize, i32.const(16))), i32.const(16)),
        ),
        missing.set(
          i32.add(missing.get, i32.add(i32.shrU(i32.memorySize, i32.const(3)), i32.const(1))),
        ),
        when(i32.eq(i32.memoryGrow(missing.get), i32.const(-1)), [
          missing.set(
            i32.shrU(
              i32.sub(i32.add(end.get, i32.const(65_535)), i32.shl(i32.memorySize, i32.const(16))),
              i32.const(16),
            ),
          ),
          when(i32.eq(i32.memoryGrow(missing.get), i32.const(-1)), [trap]),
        ]),
      ]),
      top.set(end.get),
      give(at.get),
    ];
  });

  /** Must be called first: `low` and `high` are random, `pages` those to be made unconditionally. */
  module.define('start', { low: 'i32', high: 'i32', pages: 'i32' }, 'i32', (given) => [
    top.set(i32.const(HEAP_AT)),
    factor.set(i64.or(joined(given.low.get, given.high.get), i64.const(1n))),
    allowedSlots.set(i64.mul(i64.extendU(given.pages.get), i64.const(4096n))),
    ...[directory, strays].flatMap((hash) => [
      hash.at.set(allocate.call({ bytes: i32.const(ENTRY_BYTES << FIRST_ENTRIES_LOG2) })),
      hash.shift.set(i64.const(64n - BigInt(FIRST_ENTRIES_LOG2))),
    ]),
    give(i32.const(0)),
  ]);

  /** The entry of a key in a hash, or the free one where it belongs. */
  const entryOf = (hash: HashVariables, name: string) =>
    module.define(name, { key: 'i64' }, 'i32', ({ key }, local) => {
      const mixed = local('i64');
      const index = local('i32');
      const at = local('i32');
      const mask = local('i32');
      return [
        mixed.set(i64.mul(key.get, factor.get)),
        mixed.set(i64.mul(i64.xor(mixed.get, i64.shrU(mixed.get, i64.const(32n))), i64.const(MIX))),
        index.set(i32.wrap(i64.shrU(mixed.get, hash.shift.get))),
        mask.set(i32.sub(entriesOf(hash), i32.const(1))),
        loop((again) => [
          at.set(i32.add(hash.at.get, i32.shl(index.get, i32.const(4)))),
          when(i32.eqz(i32.load(at.get, 8)), [give(at.get)]),
          when(i64.eq(i64.load(at.get), key.get), [give(at.get)]),
          index.set(i32.and(i32.add(index.get, i32.const(1)), mask.get)),
          again.go,
        ]),
      ];
    });
  const pageEntryOf = entryOf(directory, 'pageEntryOf');
  const strayEntryOf = entryOf(strays, 'strayEntryOf');

  /** Counts one entry more; at three quarters, a table of twice the size takes over. */
  const grow = (hash: HashVariables, find: typeof pageEntryOf, name: string) =>
    module.define(name, {}, 'i32', (_, local) => {
      const from = local('i32');
      const end = local('i32');
      const to = local('i32');
      return [
        hash.used.set(i32.add(hash.used.get, i32.const(1))),
        when(
          i32.leU(i32.shl(hash.used.get, i32.const(2)), i32.mul(entriesOf(hash), i32.const(3))),
          [give(i32.const(0))],
        ),
        from.set(hash.at.get),
        end.set(i32.add(from.get, i32.shl(entriesOf(hash), i32.const(4)))),
        hash.at.set(allocate.call({ bytes: i32.shl(i32.sub(end.get, from.get), i32.const(1)) })),
        hash.shift.set(i64.sub(hash.shift.get, i64.const(1n))),
        loop((again) => [
          when(i32.ne(i32.load(from.get, 8), i32.const(0)), [
            to.set(find.call({ key: i64.load(from.get) })),
            i64.store(to.get, i64.load(from.get)),
            i32.store(to.get, i32.load(from.get, 8), 8),
          ]),
          from.set(i32.add(from.get, i32.const(ENTRY_BYTES))),
          again.when(i32.ltU(from.get, end.get)),
        ]),
        give(i32.const(0)),
      ];
    });
  const growDirectory = grow(directory, pageEntryOf, 'growDirectory');
  const growStrays = grow(strays, strayEntryOf, 'growStrays');

  /** The page of a key, made now if it does not exist; 0 when no more pages are made. */
  const pageOf = module.define('pageOf', { key: 'i64' }, 'i32', ({ key }, local) => {
    const entry = local('i32');
    const page = local('i32');
    return [
      entry.set(pageEntryOf.call({ key: key.get })),
      page.set(i32.load(entry.get, 8)),
      when(i32.or(page.get, isClosed.get), [give(page.get)]),
      // For good: an address that has a single slot must not come to another one in a page.
      isClosed.set(i64.gtU(slots.get, allowedSlots.get)),
      when(isClosed.get, [give(i32.const(0))]),
      page.set(allocate.call({ bytes: i32.const(PAGE_BYTES) })),
      slots.set(i64.add(slots.get, i64.const(4096n))),
      i64.store(entry.get, key.get),
      i32.store(entry.get, page.get, 8),
      when(growDirectory.call({}), []),
      give(page.get),
    ];
  });

  /** The slot of an address that lies in no page, made now if there is none. */
  const strayOf = module.define('strayOf', { address: 'i64' }, 'i32', ({ address }, local) => {
    const entry = local('i32');
    const slot = local('i32');
    return [
      entry.set(strayEntryOf.call({ key: address.get })),
      slot.set(i32.load(entry.get, 8)),
      when(i32.eqz(slot.get), [
        slot.set(allocate.call({ bytes: i32.const(4) })),
        i64.store(entry.get, address.get),
        i32.store(entry.get, slot.get, 8),
        when(growStrays.call({}), []),
      ]),
      give(slot.get),
    ];
  });

  /** `ADDRESSES_AT` → `SLOTS_AT`, as indices of u32. */
  module.define('slotMany', { length: 'i32' }, 'i32', ({ length }, local) => {
    const index = local('i32');
    const address = local('i64');
    const page = local('i32');
    const slot = local('i32');
    const key = local('i64');
    const lastKey = local('i64');
    return [
      allowedSlots.set(
        i64.add(
          allowedSlots.get,
          i64.mul(i64.extendU(length.get), i64.const(BigInt(SLOTS_PER_LOOKUP))),
        ),
      ),
      lastKey.set(i64.const(-1n)),
      loop((again, leave) => [
        leave.when(i32.geU(index.get, length.get)),
        address.set(i64.load(i32.shl(index.get, i32.const(3)), ADDRESSES_AT)),
        key.set(pageKey(address.get)),
        when(i64.ne(key.get, lastKey.get), [
          page.set(pageOf.call({ key: key.get })),
          lastKey.set(key.get),
        ]),
        slot.set(i32.add(page.get, offsetWithin(address.get))),
        when(i32.or(isStray(address.get), i32.eqz(page.get)), [
          slot.set(strayOf.call({ address: address.get })),
        ]),
        i32.store(i32.shl(index.get, i32.const(2)), i32.shrU(slot.get, i32.const(2)), SLOTS_AT),
        index.set(i32.add(index.get, i32.const(1))),
        again.go,
      ]),
      give(i32.const(0)),
    ];
  });

  /** Writes a value to the slot of an address if there is none: 1, else 0. */
  module.define(
    'define',
    { low: 'i32', high: 'i32', value: 'i32' },
    'i32',
    ({ low, high, value }, local) => {
      const address = local('i64');
      const page = local('i32');
      const slot = local('i32');
      return [
        allowedSlots.set(i64.add(allowedSlots.get, i64.const(BigInt(SLOTS_PER_LOOKUP)))),
        address.set(joined(low.get, high.get)),
        page.set(pageOf.call({ key: pageKey(address.get) })),
        slot.set(i32.add(page.get, offsetWithin(address.get))),
        when(i32.or(isStray(address.get), i32.eqz(page.get)), [
          slot.set(strayOf.call({ address: address.get })),
        ]),
        when(i32.load(slot.get), [give(i32.const(0))]),
        i32.store(slot.get, value.get),
        give(i32.const(1)),
      ];
    },
  );
  return new WebAssembly.Module(module.encode());
}

/** 2⁶⁴ divided by the golden ratio, made odd. */
const MIX = 0x9e37_79b9_7f4a_7c15n;

type HashVariables = ReturnType<typeof hashVariables>;

function hashVariables(module: WasmModule) {
  return { at: module.global('i32'), used: module.global('i32'), shift: module.global('i64') };
}

function entriesOf(hash: HashVariables): I32 {
  return i32.wrap(i64.shl(i64.const(1n), i64.sub(i64.const(64n), hash.shift.get)));
}

function joined(low: I32, high: I32): I64 {
  return i64.or(i64.extendU(low), i64.shl(i64.extendU(high), i64.const(32n)));
}

/** Which 64 KiB, and whether in between by eight. */
function pageKey(address: I64): I64 {
  return i64.or(
    i64.shl(i64.shrU(address, i64.const(16n)), i64.const(1n)),
    i64.and(i64.shrU(address, i64.const(3n)), i64.const(1n)),
  );
}

function isStray(address: I64): I32 {
  return i32.and(i32.wrap(address), i32.const(7));
}

function offsetWithin(address: I64): I32 {
  return i32.and(i32.shrU(i32.wrap(address), i32.const(2)), i32.const(PAGE_BYTES - 4));
}
