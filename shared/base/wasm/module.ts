import {
  type Statement,
  sequence,
  unsignedLeb,
  type Value,
  type ValueType,
  type Variable,
} from './code.ts';

type Parameters = Readonly<Record<string, ValueType>>;
type VariablesOf<P extends Parameters> = { readonly [K in keyof P]: Variable<P[K]> };
type ValuesOf<P extends Parameters> = { readonly [K in keyof P]: Value<P[K]> };

/** A function of the module, to be called from others. */
export interface WasmFunction<P extends Parameters, R extends ValueType> {
  call(values: ValuesOf<P>): Value<R>;
}

/** Declares a variable of the function that is being written; it begins as 0. */
export type NewLocal = <T extends ValueType>(type: T) => Variable<T>;

const TYPE_CODES: Readonly<Record<ValueType, number>> = {
  i32: 0x7f,
  i64: 0x7e,
  f64: 0x7c,
  v128: 0x7b,
};

interface Written {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result: ValueType;
  readonly locals: readonly ValueType[];
  readonly body: readonly number[];
}

/**
 * A WebAssembly module put together in the program that runs it, with one memory.
 *
 * For the few loops where 64-bit integers and unaligned words decide: no toolchain, no binary in
 * the repository, and what runs can be read. Encoding: WebAssembly Core Specification 1.0, 5.5.
 * Compiled in a few milliseconds, where it is first used.
 */
export class WasmModule {
  private readonly functions: Written[] = [];
  private readonly globals: ValueType[] = [];
  private readonly memory: number | 'imported';

  /**
   * The pages of 64 KiB that its own memory begins with, which can grow to 4 GiB; or `imported`,
   * for several modules that work on the same bytes: see `instantiateOn`.
   */
  constructor(memory: number | 'imported') {
    this.memory = memory;
  }

  /** A variable that lasts as long as the instance; it begins as 0. */
  global<T extends ValueType>(type: T): Variable<T> {
    const index = unsignedLeb(this.globals.push(type) - 1);
    return variable(type, [0x23, ...index], [0x24, ...index]);
  }

  /** Writes a function and exports it. Its body must end with `give`, or a loop without end. */
  define<const P extends Parameters, R extends ValueType>(
    name: string,
    parameters: P,
    result: R,
    write: (parameters: VariablesOf<P>, local: NewLocal) => readonly Statement[],
  ): WasmFunction<P, R> {
    const names = Object.keys(parameters);
    const types = Object.values(parameters);
    const locals: ValueType[] = [];
    const variables = Object.fromEntries(
      names.map((parameter, index) => [parameter, localVariable(types[index] ?? 'i32', index)]),
    ) as unknown as VariablesOf<P>;
    const newLocal: NewLocal = (type) => localVariable(type, types.length + locals.push(type) - 1);
    const statements = write(variables, newLocal);
    const index = this.functions.length;
    // The end is never reached; what stands there tells the validator so.
    const body = [...sequence(statements, 0), 0x00];
    this.functions.push({ name, parameters: types, result, locals, body });
    return {
      call: (values) => ({
        type: result,
        code: [...names.flatMap((key) => values[key]?.code ?? []), 0x10, ...unsignedLeb(index)],
      }),
    };
  }

  encode(): Uint8Array<ArrayBuffer> {
    const { functions } = this;
    const own = this.memory === 'imported' ? null : this.memory;
    const types = functions.map(({ parameters, result }) => [
      0x60,
      ...vector(parameters.map((type) => [TYPE_CODES[type]])),
      1,
      TYPE_CODES[result],
    ]);
    const exported = functions.map(({ name }, index) => [...text(name), 0, ...unsignedLeb(index)]);
    const codes = functions.map(({ locals, body }) => {
      const declared = vector(locals.map((type) => [1, TYPE_CODES[type]]));
      const code = [...declared, ...body, 0x0b];
      return [...unsignedLeb(code.length), ...code];
    });
    const globals = this.globals.map((type) => [TYPE_CODES[type], 1, ...ZERO[type], 0x0b]);
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...section(1, types),
      ...(own === null ? section(2, [[...text(''), ...text('memory'), 2, 0, 0]]) : []),
      ...section(
        3,
        functions.map((_, index) => unsignedLeb(index)),
      ),
      ...(own === null ? [] : section(5, [[1, ...unsignedLeb(own), ...unsignedLeb(MAX_PAGES)]])),
      ...section(6, globals),
      ...section(7, own === null ? exported : [...exported, [...text('memory'), 2, 0]]),
      ...section(10, codes),
    ]);
  }
}

/** What a module with imported memory exports, working on `memory`. */
export function instantiateOn(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Record<string, unknown> {
  return new WebAssembly.Instance(module, { '': { memory } }).exports;
}

const MAX_PAGES = 65_536;
const ZERO: Readonly<Record<ValueType, readonly number[]>> = {
  i32: [0x41, 0],
  i64: [0x42, 0],
  f64: [0x44, 0, 0, 0, 0, 0, 0, 0, 0],
  v128: [0xfd, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
};

function variable<T extends ValueType>(
  type: T,
  get: readonly number[],
  set: readonly number[],
): Variable<T> {
  return { get: { type, code: get }, set: (value) => () => [...value.code, ...set] };
}

function localVariable<T extends ValueType>(type: T, index: number): Variable<T> {
  return variable(type, [0x20, ...unsignedLeb(index)], [0x21, ...unsignedLeb(index)]);
}

function section(id: number, entries: readonly (readonly number[])[]): readonly number[] {
  const content = vector(entries);
  return [id, ...unsignedLeb(content.length), ...content];
}

function vector(entries: readonly (readonly number[])[]): readonly number[] {
  return [...unsignedLeb(entries.length), ...entries.flat()];
}

function text(ascii: string): readonly number[] {
  return [...unsignedLeb(ascii.length), ...Array.from(ascii, (letter) => letter.charCodeAt(0))];
}
