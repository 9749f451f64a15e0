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

/** Places in the program's source. */
export const SOURCE = {
  title: 'In the source',
  copy: (place: string) => `Copy ${place}`,
} as const;
