/** What a dump has of each type, by the digest's table of type names. */
export interface TypeColumns {
  /** Names are distinct: types of one name are one row. */
  readonly names: readonly string[];
  readonly count: Float64Array;
  readonly bytes: Float64Array;
  /** Unreachable ones, whether they wait for the collector or are lost. */
  readonly garbageCount: Float64Array;
  readonly garbageBytes: Float64Array;
}

export interface JoinedTypes {
  /** Every type that any of the dumps has. */
  readonly names: readonly string[];
  /** Per dump, where each of its types stands among `names`. */
  readonly numberOf: readonly Uint32Array[];
}

/** One numbering for the types of several dumps, by their names. O(types). */
export function joinTypes(dumps: readonly Pick<TypeColumns, 'names'>[]): JoinedTypes {
  const numbers = new Map<string, number>();
  const numberOf = dumps.map(({ names }) =>
    Uint32Array.from(names, (name) => {
      const number = numbers.get(name) ?? numbers.size;
      numbers.set(name, number);
      return number;
    }),
  );
  return { names: [...numbers.keys()], numberOf };
}
