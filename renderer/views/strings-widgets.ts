import type { EditorId } from '../../shared/protocol/source-settings.ts';

/** The words of controls, wherever they stand. */
export const CONTROL = {
  less: (name: string) => `Less ${name.toLowerCase()}`,
  more: (name: string) => `More ${name.toLowerCase()}`,
  clearFilter: 'Clear the filter',
} as const;

/** How far something is. */
export const PROGRESS = {
  of: (done: string, total: string) => `${done} of ${total}`,
  almostDone: 'almost done',
  secondsLeft: (seconds: number) => `${seconds} s left`,
  minutesLeft: (minutes: number) => `${minutes} min left`,
} as const;

export const SIGNATURE = {
  omitted: (steps: number) => `… ${steps} more …`,
} as const;

/** Places in the program's source. */
export const SOURCE = {
  title: 'In the source',
  copy: (place: string) => `Copy ${place}`,
  open: (place: string, editor: string) => `Open ${place} in ${editor}`,
  lines: (place: string) => `Source at ${place}`,
} as const;

export const EDITOR_NAMES: Readonly<Record<EditorId, string>> = {
  none: 'None: copy file and line',
  vscode: 'VS Code',
  pycharm: 'PyCharm',
  zed: 'Zed',
  command: 'your editor',
};
