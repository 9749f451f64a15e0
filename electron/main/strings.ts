/** What the main process itself says: native menus and messages. */
export const CRASH = {
  message: 'The window crashed several times in a row.',
  detail: 'Your dumps are untouched. Try again, or quit and start Ouroboros anew.',
  again: 'Try again',
  quit: 'Quit',
} as const;

export const HANG = {
  message: 'The window is not responding.',
  detail: 'Your dumps are untouched. Wait for it, load it again with its tabs, or quit.',
  wait: 'Wait',
  again: 'Load again',
  quit: 'Quit',
} as const;

export const FIELD_MENU = {
  cut: 'Cu&t',
  copy: '&Copy',
  paste: '&Paste',
  all: 'Select &All',
} as const;
