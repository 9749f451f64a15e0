/**
 * The page's own storage, by name, as JSON. Full, forbidden, or changed by somebody else: reading
 * gives undefined then, and writing does nothing.
 */
export function readKept(name: string, where: 'window' | 'browser' = 'browser'): unknown {
  try {
    const text = storage(where).getItem(PREFIX + name);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** False when it was not kept. */
export function writeKept(
  name: string,
  value: unknown,
  where: 'window' | 'browser' = 'browser',
): boolean {
  try {
    storage(where).setItem(PREFIX + name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function removeKept(name: string): void {
  try {
    storage('browser').removeItem(PREFIX + name);
  } catch {
    // Nothing can be kept here, so nothing is.
  }
}

/** Names that begin with `prefix`. */
export function keptNames(prefix: string): readonly string[] {
  try {
    return Object.keys(storage('browser'))
      .filter((key) => key.startsWith(PREFIX + prefix))
      .map((key) => key.slice(PREFIX.length));
  } catch {
    return [];
  }
}

const PREFIX = 'ouroboros.';

/** `window` lives as long as this tab of the browser, through reloads; `browser` for good. */
function storage(where: 'window' | 'browser'): Storage {
  return where === 'window' ? sessionStorage : localStorage;
}
