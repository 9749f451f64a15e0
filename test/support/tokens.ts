import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The four sets of colours, as `:root` declares them one over the other. */
export const SCHEMES = ['light', 'dark', 'light-contrast', 'dark-contrast'] as const;
export type Scheme = (typeof SCHEMES)[number];

const DARK = ':root[data-theme="dark"]';
const MORE = ':root[data-contrast="more"]';
const LAYERS: Readonly<Record<Scheme, readonly string[]>> = {
  light: [':root'],
  dark: [':root', DARK],
  'light-contrast': [':root', MORE],
  // In the order of the cascade: the dark set and the set of more contrast weigh the same, and
  // the one that is both outweighs them.
  'dark-contrast': [':root', DARK, MORE, `${DARK}[data-contrast="more"]`],
};

export type Tokens = ReadonlyMap<string, string>;

/** What `renderer/app/tokens.css` says each token is, in one set of colours. */
export function tokensOf(scheme: Scheme): Tokens {
  const blocks = readBlocks();
  const tokens = new Map<string, string>();
  for (const selector of LAYERS[scheme]) {
    const block = blocks.get(selector);
    if (block === undefined) throw new Error(`tokens.css has no block ${selector}.`);
    for (const [name, value] of block) tokens.set(name, value);
  }
  return tokens;
}

export function token(tokens: Tokens, name: string): string {
  const value = tokens.get(name);
  if (value === undefined) throw new Error(`There is no token --${name}.`);
  return value;
}

/** Declarations of each top-level rule, custom properties without their dashes. */
function readBlocks(): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  const file = fileURLToPath(new URL('../../renderer/app/tokens.css', import.meta.url));
  const css = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const topLevel = css.slice(0, css.indexOf('@media'));
  return new Map(
    [...topLevel.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = '', body = '']) => [
      selector.trim(),
      [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(
        ([, name = '', value = '']) => [name, value.trim()] as const,
      ),
    ]),
  );
}
