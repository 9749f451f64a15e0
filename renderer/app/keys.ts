/** A key combination: `mod` is ⌘ on a Mac and Ctrl elsewhere. */
export interface Shortcut {
  readonly key: string;
  readonly mod?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

type Pressed = Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey'>;

export function matches(shortcut: Shortcut, event: Pressed, isMac: boolean): boolean {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const other = isMac ? event.ctrlKey : event.metaKey;
  return (
    event.key.toLowerCase() === shortcut.key.toLowerCase() &&
    mod === (shortcut.mod === true) &&
    !other &&
    event.altKey === (shortcut.alt === true) &&
    // "?" and "+" are typed with Shift on some keyboards and without on others.
    (isLetter(shortcut.key) ? event.shiftKey === (shortcut.shift === true) : true)
  );
}

/** As people of that platform write it: "⌘K", "Ctrl+K". */
export function shortcutText(shortcut: Shortcut, isMac: boolean): string {
  const key = KEY_NAMES[shortcut.key] ?? shortcut.key.toUpperCase();
  if (isMac) {
    return `${shortcut.alt === true ? '⌥' : ''}${shortcut.shift === true ? '⇧' : ''}${shortcut.mod === true ? '⌘' : ''}${key}`;
  }
  return [
    shortcut.mod === true && 'Ctrl',
    shortcut.alt === true && 'Alt',
    shortcut.shift === true && 'Shift',
    key,
  ]
    .filter((part) => part !== false)
    .join('+');
}

export function isMacPlatform(): boolean {
  return /mac|iphone|ipad/i.test(navigator.platform);
}

/** Plain keys belong to the field the user is typing in. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox]), textarea, select'))
  );
}

function isLetter(key: string): boolean {
  return /^[a-z]$/i.test(key) || key.length > 1;
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  Enter: '↵',
};
