/**
 * Values by names that come from a dump. An object would answer for `constructor` and `__proto__`,
 * too, which are names of types like any other.
 */
export function byName<Value>(
  entries: Readonly<Record<string, Value>>,
): ReadonlyMap<string, Value> {
  return new Map(Object.entries(entries));
}
