/**
 * Expressions and statements of WebAssembly as values of TypeScript, typed so that an i32 cannot
 * stand where an i64 must. Each operator is the instruction of its name (WebAssembly Core
 * Specification 1.0, 5.4); nothing is optimised or checked beyond that.
 */
export type ValueType = 'i32' | 'i64' | 'f64' | 'v128';

/** Instructions that leave one value of a type behind. */
export interface Value<T extends ValueType> {
  readonly type: T;
  readonly code: readonly number[];
}
export type I32 = Value<'i32'>;
export type I64 = Value<'i64'>;
export type F64 = Value<'f64'>;
/** Sixteen bytes. */
export type V128 = Value<'v128'>;

/**
 * Instructions that leave nothing behind. Branches count the blocks between them and their target,
 * so that a statement is written once it is known how many blocks it stands in.
 */
export type Statement = (depth: number) => readonly number[];

const unary =
  <A extends ValueType, R extends ValueType>(opcode: number | readonly number[], type: R) =>
  (a: Value<A>): Value<R> => ({ type, code: a.code.concat(opcode) });

const binary =
  <A extends ValueType, R extends ValueType>(opcode: number | readonly number[], type: R) =>
  (a: Value<A>, b: Value<A>): Value<R> => ({ type, code: a.code.concat(b.code, opcode) });

/** `address` + `offset` is where it reads. Unaligned reads are allowed. */
const load =
  <R extends ValueType>(opcode: number | readonly number[], type: R) =>
  (address: I32, offset = 0): Value<R> => ({
    type,
    code: address.code.concat(opcode, 0, unsignedLeb(offset)),
  });

const store =
  <A extends ValueType>(opcode: number | readonly number[]) =>
  (address: I32, value: Value<A>, offset = 0): Statement =>
  () =>
    address.code.concat(value.code, opcode, 0, unsignedLeb(offset));

export const i32 = {
  const: (value: number): I32 => ({ type: 'i32', code: [0x41, ...signedLeb(BigInt(value | 0))] }),
  load: load(0x28, 'i32'),
  load8: load(0x2d, 'i32'),
  store: store<'i32'>(0x36),
  store8: store<'i32'>(0x3a),
  eqz: unary<'i32', 'i32'>(0x45, 'i32'),
  eq: binary<'i32', 'i32'>(0x46, 'i32'),
  ne: binary<'i32', 'i32'>(0x47, 'i32'),
  ltU: binary<'i32', 'i32'>(0x49, 'i32'),
  gtU: binary<'i32', 'i32'>(0x4b, 'i32'),
  leU: binary<'i32', 'i32'>(0x4d, 'i32'),
  geU: binary<'i32', 'i32'>(0x4f, 'i32'),
  ctz: unary<'i32', 'i32'>(0x68, 'i32'),
  add: binary<'i32', 'i32'>(0x6a, 'i32'),
  sub: binary<'i32', 'i32'>(0x6b, 'i32'),
  mul: binary<'i32', 'i32'>(0x6c, 'i32'),
  and: binary<'i32', 'i32'>(0x71, 'i32'),
  or: binary<'i32', 'i32'>(0x72, 'i32'),
  shl: binary<'i32', 'i32'>(0x74, 'i32'),
  shrU: binary<'i32', 'i32'>(0x76, 'i32'),
  wrap: unary<'i64', 'i32'>(0xa7, 'i32'),
  memorySize: { type: 'i32', code: [0x3f, 0] } as I32,
  memoryGrow: (pages: I32): I32 => ({ type: 'i32', code: [...pages.code, 0x40, 0] }),
};

export const i64 = {
  const: (value: bigint): I64 => ({
    type: 'i64',
    code: [0x42, ...signedLeb(BigInt.asIntN(64, value))],
  }),
  load: load(0x29, 'i64'),
  store: store<'i64'>(0x37),
  eqz: unary<'i64', 'i32'>(0x50, 'i32'),
  eq: binary<'i64', 'i32'>(0x51, 'i32'),
  ne: binary<'i64', 'i32'>(0x52, 'i32'),
  gtU: binary<'i64', 'i32'>(0x56, 'i32'),
  geU: binary<'i64', 'i32'>(0x5a, 'i32'),
  clz: unary<'i64', 'i64'>(0x79, 'i64'),
  ctz: unary<'i64', 'i64'>(0x7a, 'i64'),
  popcnt: unary<'i64', 'i64'>(0x7b, 'i64'),
  add: binary<'i64', 'i64'>(0x7c, 'i64'),
  sub: binary<'i64', 'i64'>(0x7d, 'i64'),
  mul: binary<'i64', 'i64'>(0x7e, 'i64'),
  and: binary<'i64', 'i64'>(0x83, 'i64'),
  or: binary<'i64', 'i64'>(0x84, 'i64'),
  xor: binary<'i64', 'i64'>(0x85, 'i64'),
  shl: binary<'i64', 'i64'>(0x86, 'i64'),
  shrU: binary<'i64', 'i64'>(0x88, 'i64'),
  rotr: binary<'i64', 'i64'>(0x8a, 'i64'),
  extendU: unary<'i32', 'i64'>(0xad, 'i64'),
};

export const f64 = {
  store: store<'f64'>(0x39),
  convertU: unary<'i64', 'f64'>(0xba, 'f64'),
};

/** Sixteen bytes at once (fixed-width SIMD, WebAssembly Core Specification 2.0). */
export const v128 = {
  load: load([0xfd, 0x00], 'v128'),
  store: store<'v128'>([0xfd, 0x0b]),
  /** Sixteen times the same byte. */
  each: (byte: number): V128 => ({
    type: 'v128',
    code: [0xfd, 0x0c, ...new Uint8Array(16).fill(byte)],
  }),
  or: binary<'v128', 'v128'>([0xfd, 0x50], 'v128'),
  /** Byte by byte: all bits set where they are equal. */
  eq8: binary<'v128', 'v128'>([0xfd, 0x23], 'v128'),
  ltU8: binary<'v128', 'v128'>([0xfd, 0x26], 'v128'),
  sub8: binary<'v128', 'v128'>([0xfd, 0x71], 'v128'),
  /** Four words at once. */
  splat32: unary<'i32', 'v128'>([0xfd, 0x11], 'v128'),
  add32: binary<'v128', 'v128'>([0xfd, 0xae, 0x01], 'v128'),
  maxU32: binary<'v128', 'v128'>([0xfd, 0xb9, 0x01], 'v128'),
  /** The highest bit of each byte, the first byte's lowest. */
  bitmask8: unary<'v128', 'i32'>([0xfd, 0x64], 'i32'),
};

/** `yes` where the condition is not 0; both are worked out. */
export function choose<T extends ValueType>(condition: I32, yes: Value<T>, no: Value<T>): Value<T> {
  return { type: yes.type, code: [...yes.code, ...no.code, ...condition.code, 0x1b] };
}

/** A variable of a function, or of the module. */
export interface Variable<T extends ValueType> {
  readonly get: Value<T>;
  set(value: Value<T>): Statement;
}

/** Where `go` leads: on to the end of a block, or back to the start of a loop. */
export interface Target {
  readonly go: Statement;
  when(condition: I32): Statement;
}

/**
 * Repeats `body`: `again` goes back to its start, `leave` goes on behind it, and so does the end
 * of the body.
 */
export function loop(body: (again: Target, leave: Target) => readonly Statement[]): Statement {
  const again = newTarget();
  const leave = newTarget();
  const statements = body(again.target, leave.target);
  return (depth) => {
    leave.setDepth(depth + 1);
    again.setDepth(depth + 2);
    return [0x02, 0x40, 0x03, 0x40, ...sequence(statements, depth + 2), 0x0b, 0x0b];
  };
}

/** Runs `body` once; `leave` goes on behind it. */
export function block(body: (leave: Target) => readonly Statement[]): Statement {
  const leave = newTarget();
  const statements = body(leave.target);
  return (depth) => {
    leave.setDepth(depth + 1);
    return [0x02, 0x40, ...sequence(statements, depth + 1), 0x0b];
  };
}

export function when(
  condition: I32,
  then: readonly Statement[],
  otherwise: readonly Statement[] = [],
): Statement {
  return (depth) => [
    ...condition.code,
    0x04,
    0x40,
    ...sequence(then, depth + 1),
    ...(otherwise.length === 0 ? [] : [0x05, ...sequence(otherwise, depth + 1)]),
    0x0b,
  ];
}

/** Ends the function with a value. */
export function give<T extends ValueType>(value: Value<T>): Statement {
  return () => [...value.code, 0x0f];
}

/** Ends the function with a `WebAssembly.RuntimeError`: for what must not be. */
export const trap: Statement = () => [0x00];

export function sequence(statements: readonly Statement[], depth: number): readonly number[] {
  return statements.flatMap((statement) => statement(depth));
}

function newTarget(): { readonly target: Target; setDepth(depth: number): void } {
  let at = -1;
  const distance = (depth: number): readonly number[] => unsignedLeb(depth - at);
  return {
    target: {
      go: (depth) => [0x0c, ...distance(depth)],
      when: (condition) => (depth) => [...condition.code, 0x0d, ...distance(depth)],
    },
    setDepth(depth) {
      at = depth;
    },
  };
}

/** LEB128, as all numbers of a module are stored. */
export function unsignedLeb(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

function signedLeb(value: bigint): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    const isLast = (rest === 0n && (byte & 0x40) === 0) || (rest === -1n && (byte & 0x40) !== 0);
    bytes.push(isLast ? byte : byte | 0x80);
    if (isLast) return bytes;
  }
}
