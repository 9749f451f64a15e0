/** What means something only beside the open dump, and so only to the window. */
const WINDOW_ONLY = [
  'node',
  'typeIndex',
  'reference',
  'branch',
  'finding',
  'object',
  'exampleObject',
] as const;
type WindowOnly = (typeof WINDOW_ONLY)[number];

/** An answer as the command line prints it. */
export type ForPrograms<T> = T extends readonly (infer Row)[]
  ? readonly ForPrograms<Row>[]
  : T extends object
    ? { readonly [Key in keyof T as Exclude<Key, WindowOnly>]: ForPrograms<T[Key]> }
    : T;

const LEFT_OUT: ReadonlySet<string> = new Set(WINDOW_ONLY);

/** What the window gets, without what only a window needs. O(answer), which is bounded. */
export function forPrograms<T>(answer: T): ForPrograms<T> {
  return printed(answer) as ForPrograms<T>;
}

function printed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(printed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      LEFT_OUT.has(key) ? [] : [[key, printed(inner)]],
    ),
  );
}
