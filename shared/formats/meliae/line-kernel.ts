import {
  block,
  f64,
  give,
  type I32,
  type I64,
  i32,
  i64,
  loop,
  type Statement,
  type Variable,
  when,
} from '../../base/wasm/code.ts';
import { WasmModule } from '../../base/wasm/module.ts';
import { EACH, eightDigits, leadingDigits } from '../bytes/digits.ts';

/** What `readObject` says of the object it read, at these places. */
export const LINE_STATE = {
  /** u64. */
  address: 64,
  /** f64; 0 where there is none. */
  size: 72,
  /** f64; −1 where there is none. */
  length: 80,
  hasAddress: 88,
  /** Begin and end of the text, and whether it holds escapes; begin 0 where there is none. */
  type: 92,
  name: 104,
  value: 116,
  /** A number is kept as it is written. */
  valueIsText: 128,
  /** Addresses that wait in `REFERENCES_AT`, those of this object the last of them. */
  waiting: 132,
  /** Where those of this object begin. */
  waitingBefore: 136,
  /** What was handed on of this object before is void: `refs` stands twice in it. */
  isRestarted: 140,
  /** After `FULL`: where to go on. */
  resumeAt: 144,
} as const;

/** Powers of ten from 0 to 8 as u64, to be put there by the caller. */
export const POWERS_AT = 256;
/** Addresses of targets, u64. */
export const REFERENCES_AT = 4096;
export const MAX_REFERENCES = 8192;
/** The lines to be read; a line break must end them, and `LINE_SLACK` bytes follow. */
export const LINE_INPUT_AT = 131_072;
export const LINE_SLACK = 32;

/** There is no more room for addresses: take those that wait, and go on. */
export const FULL = -2;

/**
 * The module that reads meliae's lines, at over 1 GB/s: four times what typed arrays and 32-bit
 * integers come to. Eight digits are one multiplication chain, eight bytes of text one look for a
 * quote. Every loop stops at a line break, so that no position is compared with an end.
 */
export function createLineModule(): WebAssembly.Module {
  const module = new WasmModule(LINE_INPUT_AT / 65_536 + 1);
  const number = module.global('i64');
  const hasEscapes = module.global('i32');

  /** The digits at `at` into `number`; the position behind them, −1 when none or too many. */
  const readNumber = module.define('readNumber', { at: 'i32' }, 'i32', ({ at }, local) => {
    const word = local('i64');
    const digits = local('i32');
    const readEight: readonly Statement[] = [
      word.set(i64.xor(i64.load(at.get), i64.const(EACH * 0x30n))),
      digits.set(leadingDigits(word.get)),
    ];
    const shifted = i64.shl(
      word.get,
      i64.extendU(i32.shl(i32.sub(i32.const(8), digits.get), i32.const(3))),
    );
    const appendEight: readonly Statement[] = [
      number.set(i64.add(i64.mul(number.get, powerOfTen(digits.get)), eightDigits(shifted))),
      at.set(i32.add(at.get, digits.get)),
    ];
    return [
      ...readEight,
      when(i32.eqz(digits.get), [give(i32.const(-1))]),
      number.set(eightDigits(shifted)),
      at.set(i32.add(at.get, digits.get)),
      when(i32.ne(digits.get, i32.const(8)), [give(at.get)]),
      ...readEight,
      when(i32.eqz(digits.get), [give(at.get)]),
      ...appendEight,
      when(i32.ne(digits.get, i32.const(8)), [give(at.get)]),
      ...readEight,
      when(i32.eqz(digits.get), [give(at.get)]),
      // Twenty digits may be beyond 2⁶⁴, more are.
      when(i32.gtU(digits.get, i32.const(4)), [give(i32.const(-1))]),
      when(i32.eq(digits.get, i32.const(4)), [
        when(i64.gtU(number.get, i64.const(MAX_BEFORE_FOUR)), [give(i32.const(-1))]),
        when(
          i32.and(
            i64.eq(number.get, i64.const(MAX_BEFORE_FOUR)),
            i64.gtU(eightDigits(shifted), i64.const(MAX_OF_LAST_FOUR)),
          ),
          [give(i32.const(-1))],
        ),
      ]),
      ...appendEight,
      give(at.get),
    ];
  });

  /** The closing quote of the text that begins at `at`, −1 when the line ends before it. */
  const scanText = module.define('scanText', { at: 'i32' }, 'i32', ({ at }, local) => {
    const word = local('i64');
    const found = local('i64');
    const byte = local('i32');
    return [
      hasEscapes.set(i32.const(0)),
      loop((again) => [
        word.set(i64.load(at.get)),
        found.set(
          i64.or(
            i64.or(zeroBytes(word.get, QUOTE), zeroBytes(word.get, BACKSLASH)),
            zeroBytes(word.get, NEWLINE),
          ),
        ),
        when(i64.eqz(found.get), [at.set(i32.add(at.get, i32.const(8))), again.go]),
        at.set(i32.add(at.get, i32.shrU(i32.wrap(i64.ctz(found.get)), i32.const(3)))),
        byte.set(i32.load8(at.get)),
        when(i32.eq(byte.get, i32.const(QUOTE)), [give(at.get)]),
        when(i32.eq(byte.get, i32.const(NEWLINE)), [give(i32.const(-1))]),
        hasEscapes.set(i32.const(1)),
        when(i32.eq(i32.load8(at.get, 1), i32.const(NEWLINE)), [give(i32.const(-1))]),
        at.set(i32.add(at.get, i32.const(2))),
        again.go,
      ]),
    ];
  });

  /** Behind any JSON value, however nested; −1 when the line ends within it. */
  const skipValue = module.define('skipValue', { at: 'i32' }, 'i32', ({ at }, local) => {
    const depth = local('i32');
    const byte = local('i32');
    return [
      loop((again) => [
        byte.set(i32.load8(at.get)),
        when(i32.eq(byte.get, i32.const(NEWLINE)), [give(i32.const(-1))]),
        block((next) => [
          when(i32.eq(byte.get, i32.const(QUOTE)), [
            at.set(scanText.call({ at: i32.add(at.get, i32.const(1)) })),
            when(i32.eq(at.get, i32.const(-1)), [give(i32.const(-1))]),
            next.go,
          ]),
          when(isOneOf(byte.get, '[{'), [depth.set(i32.add(depth.get, i32.const(1))), next.go]),
          when(isOneOf(byte.get, ']}'), [
            when(i32.eqz(depth.get), [give(at.get)]),
            depth.set(i32.sub(depth.get, i32.const(1))),
            next.go,
          ]),
          next.when(depth.get),
          when(isOneOf(byte.get, ', \t\r'), [give(at.get)]),
        ]),
        at.set(i32.add(at.get, i32.const(1))),
        again.go,
      ]),
    ];
  });

  /**
   * Reads the object whose `{` stands at `at`, or goes on within its `refs` after `FULL`. The
   * position behind its `}`; −1 when it is no whole object of a meliae dump.
   */
  module.define('readObject', { at: 'i32', isWithin: 'i32' }, 'i32', ({ at, isWithin }, local) => {
    const key = local('i32');
    const word = local('i64');
    const end = local('i32');
    const byte = local('i32');
    const waiting = local('i32');
    const failed = give(i32.const(-1));
    /** Sets `key` when the bytes behind the quote are this key and its closing quote. */
    const isKey = (name: string, number: number): Statement => {
      const { mask, bytes } = wordOf(`${name}"`);
      return when(i64.eq(i64.and(word.get, i64.const(mask)), i64.const(bytes)), [
        key.set(i32.const(number)),
        at.set(i32.add(at.get, i32.const(name.length + 2))),
      ]);
    };
    /** The text behind the quote at `at`, its place into the state. */
    const readText = (place: number): readonly Statement[] => [
      end.set(scanText.call({ at: i32.add(at.get, i32.const(1)) })),
      when(i32.eq(end.get, i32.const(-1)), [failed]),
      put(place, i32.add(at.get, i32.const(1))),
      put(place + 4, end.get),
      put(place + 8, hasEscapes.get),
      at.set(i32.add(end.get, i32.const(1))),
    ];
    const skip: readonly Statement[] = [
      at.set(skipValue.call({ at: at.get })),
      when(i32.eq(at.get, i32.const(-1)), [failed]),
    ];
    /** A number as f64 into the state; what is none is passed over. */
    const readCount = (place: number): readonly Statement[] => [
      end.set(readNumber.call({ at: at.get })),
      when(i32.eq(end.get, i32.const(-1)), skip, [
        f64.store(i32.const(place), f64.convertU(number.get)),
        at.set(end.get),
      ]),
    ];
    const isText = i32.eq(i32.load8(at.get), i32.const(QUOTE));

    return [
      waiting.set(i32.load(i32.const(LINE_STATE.waiting))),
      when(i32.eqz(isWithin.get), [
        ...[
          LINE_STATE.hasAddress,
          LINE_STATE.type,
          LINE_STATE.name,
          LINE_STATE.value,
          LINE_STATE.isRestarted,
        ].map((place) => put(place, i32.const(0))),
        put(LINE_STATE.waitingBefore, waiting.get),
        i64.store(i32.const(LINE_STATE.size), i64.const(0n)),
        i64.store(i32.const(LINE_STATE.length), i64.const(MINUS_ONE)),
        at.set(i32.add(at.get, i32.const(1))),
      ]),
      loop((member) => [
        when(i32.eqz(isWithin.get), [
          ...skipBytes(at, byte, ' ,\t\r'),
          when(i32.eq(byte.get, i32.const(CLOSE_BRACE)), [
            put(LINE_STATE.waiting, waiting.get),
            give(i32.add(at.get, i32.const(1))),
          ]),
          when(i32.ne(byte.get, i32.const(QUOTE)), [failed]),
          word.set(i64.load(at.get, 1)),
          key.set(i32.const(Key.other)),
          ...KEYS.map(([name, number]) => isKey(name, number)),
          when(i32.eqz(key.get), [
            at.set(scanText.call({ at: i32.add(at.get, i32.const(1)) })),
            when(i32.eq(at.get, i32.const(-1)), [failed]),
            at.set(i32.add(at.get, i32.const(1))),
          ]),
          ...skipBytes(at, byte, ' \t\r'),
          when(i32.ne(byte.get, i32.const(COLON)), [failed]),
          at.set(i32.add(at.get, i32.const(1))),
          ...skipBytes(at, byte, ' \t\r'),
          when(i32.eq(key.get, i32.const(Key.address)), [
            at.set(readNumber.call({ at: at.get })),
            when(i32.eq(at.get, i32.const(-1)), [failed]),
            i64.store(i32.const(LINE_STATE.address), number.get),
            put(LINE_STATE.hasAddress, i32.const(1)),
            member.go,
          ]),
          when(i32.eq(key.get, i32.const(Key.type)), [
            when(i32.eqz(isText), [failed]),
            ...readText(LINE_STATE.type),
            member.go,
          ]),
          when(i32.eq(key.get, i32.const(Key.size)), [
            // What is no number of 64 bits is told apart from 0.
            i64.store(i32.const(LINE_STATE.size), i64.const(MINUS_ONE)),
            ...readCount(LINE_STATE.size),
            member.go,
          ]),
          when(i32.eq(key.get, i32.const(Key.length)), [
            ...readCount(LINE_STATE.length),
            member.go,
          ]),
          when(i32.eq(key.get, i32.const(Key.name)), [
            when(isText, readText(LINE_STATE.name), skip),
            member.go,
          ]),
          when(i32.eq(key.get, i32.const(Key.value)), [
            when(isText, [
              ...readText(LINE_STATE.value),
              put(LINE_STATE.valueIsText, i32.const(1)),
              member.go,
            ]),
            end.set(at.get),
            ...skip,
            when(isOneOf(i32.load8(end.get), '-0123456789'), [
              put(LINE_STATE.value, end.get),
              put(LINE_STATE.value + 4, at.get),
              put(LINE_STATE.value + 8, i32.const(0)),
              put(LINE_STATE.valueIsText, i32.const(0)),
            ]),
            member.go,
          ]),
          when(
            i32.or(
              i32.ne(key.get, i32.const(Key.references)),
              i32.ne(i32.load8(at.get), i32.const(OPEN_BRACKET)),
            ),
            [...skip, member.go],
          ),
          // Of a key that stands twice the last one counts, as in JSON.
          waiting.set(i32.load(i32.const(LINE_STATE.waitingBefore))),
          put(LINE_STATE.isRestarted, i32.const(1)),
          isWithin.set(i32.const(1)),
          at.set(i32.add(at.get, i32.const(1))),
        ]),
        loop((reference) => [
          ...skipBytes(at, byte, ', \t\r'),
          when(i32.eq(byte.get, i32.const(CLOSE_BRACKET)), [
            at.set(i32.add(at.get, i32.const(1))),
            isWithin.set(i32.const(0)),
            member.go,
          ]),
          when(i32.eq(waiting.get, i32.const(MAX_REFERENCES)), [
            put(LINE_STATE.waiting, waiting.get),
            put(LINE_STATE.resumeAt, at.get),
            give(i32.const(FULL)),
          ]),
          at.set(readNumber.call({ at: at.get })),
          when(i32.eq(at.get, i32.const(-1)), [failed]),
          i64.store(i32.shl(waiting.get, i32.const(3)), number.get, REFERENCES_AT),
          waiting.set(i32.add(waiting.get, i32.const(1))),
          reference.go,
        ]),
      ]),
    ];
  });
  return new WebAssembly.Module(module.encode());
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;
/** −1 as f64. */
const MINUS_ONE = 0xbff0_0000_0000_0000n;
/** 2⁶⁴ − 1 is 1844674407370955 1615. */
const MAX_BEFORE_FOUR = 1_844_674_407_370_955n;
const MAX_OF_LAST_FOUR = 1615n;

const Key = { other: 0, address: 1, type: 2, size: 3, name: 4, length: 5, value: 6, references: 7 };
const KEYS: readonly (readonly [string, number])[] = [
  ['address', Key.address],
  ['type', Key.type],
  ['size', Key.size],
  ['name', Key.name],
  ['len', Key.length],
  ['value', Key.value],
  ['refs', Key.references],
];

function put(place: number, value: I32): Statement {
  return i32.store(i32.const(place), value);
}

function isOneOf(byte: I32, characters: string): I32 {
  return Array.from(characters, (character) =>
    i32.eq(byte, i32.const(character.charCodeAt(0))),
  ).reduce((one, other) => i32.or(one, other));
}

/** Passes over bytes of these; `byte` is then the first other. */
function skipBytes(
  at: Variable<'i32'>,
  byte: Variable<'i32'>,
  these: string,
): readonly Statement[] {
  return [
    loop((again, leave) => [
      byte.set(i32.load8(at.get)),
      // Whatever else JSON holds between values is above a comma.
      leave.when(i32.gtU(byte.get, i32.const(Math.max(...Array.from(these, code))))),
      leave.when(i32.eqz(isOneOf(byte.get, these))),
      at.set(i32.add(at.get, i32.const(1))),
      again.go,
    ]),
  ];
}

function code(character: string): number {
  return character.charCodeAt(0);
}

/** The first bytes of a word that must be these. */
function wordOf(ascii: string): { readonly mask: bigint; readonly bytes: bigint } {
  let bytes = 0n;
  Array.from(ascii).forEach((character, index) => {
    bytes |= BigInt(code(character)) << BigInt(8 * index);
  });
  return { mask: (1n << BigInt(8 * ascii.length)) - 1n, bytes };
}

/** Marks the bytes of a word that equal `byte`: surely the lowest one marked. */
function zeroBytes(word: I64, byte: number): I64 {
  const difference = i64.xor(word, i64.const(EACH * BigInt(byte)));
  return i64.and(
    i64.and(i64.sub(difference, i64.const(EACH)), i64.xor(difference, i64.const(-1n))),
    i64.const(EACH * 0x80n),
  );
}

function powerOfTen(exponent: I32): I64 {
  return i64.load(i32.shl(exponent, i32.const(3)), POWERS_AT);
}
