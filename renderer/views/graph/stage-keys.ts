import type { ActionId } from './scene-actions.ts';

/** What a key means in the drawing. */
export type KeyIntent =
  | { readonly kind: 'along'; readonly to: 'referrer' | 'referent' }
  | { readonly kind: 'sibling'; readonly steps: 1 | -1 }
  /** The first of these that can be done with what is selected. */
  | { readonly kind: 'action'; readonly ids: readonly ActionId[] }
  | { readonly kind: 'edge' }
  | { readonly kind: 'menu' }
  | { readonly kind: 'release' };

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const BY_KEY: ReadonlyMap<string, KeyIntent> = new Map(
  Object.entries<KeyIntent>({
    ArrowUp: { kind: 'along', to: 'referrer' },
    ArrowLeft: { kind: 'along', to: 'referrer' },
    ArrowDown: { kind: 'along', to: 'referent' },
    ArrowRight: { kind: 'along', to: 'referent' },
    Enter: { kind: 'action', ids: ['draw', 'open', 'spread'] },
    '+': { kind: 'action', ids: ['referrers', 'open'] },
    '*': { kind: 'action', ids: ['referents', 'open'] },
    Delete: { kind: 'action', ids: ['hide'] },
    Backspace: { kind: 'action', ids: ['hide'] },
    p: { kind: 'action', ids: ['pin'] },
    i: { kind: 'action', ids: ['isolate'] },
    u: { kind: 'action', ids: ['unfold'] },
    v: { kind: 'action', ids: ['record'] },
    c: { kind: 'action', ids: ['collapse'] },
    g: { kind: 'action', ids: ['gather'] },
    t: { kind: 'action', ids: ['table'] },
    f: { kind: 'action', ids: ['zoom'] },
    x: { kind: 'action', ids: ['cut'] },
    e: { kind: 'edge' },
    ContextMenu: { kind: 'menu' },
    Escape: { kind: 'release' },
  }),
);

/**
 * Arrows follow references: up and left to who holds the object, down and right to what it holds.
 * Tab goes among siblings. Null for keys that are not the drawing's.
 */
export function keyIntent({ key, shiftKey, ctrlKey, metaKey, altKey }: Key): KeyIntent | null {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === 'Tab') return { kind: 'sibling', steps: shiftKey ? -1 : 1 };
  if (key === 'F10' && shiftKey) return { kind: 'menu' };
  return BY_KEY.get(key.length === 1 ? key.toLowerCase() : key) ?? null;
}
