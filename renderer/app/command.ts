import type { IconName } from '../views/widgets/icons.tsx';
import type { Shortcut } from './keys.ts';

/** Something the user can have done: from the palette, by keyboard, or from the desktop's menu. */
export interface Command {
  /** Also what the desktop's menu items send. */
  readonly id: string;
  readonly group: 'Go' | 'Dump' | 'Drawing' | 'Window' | 'Help';
  readonly title: string;
  readonly icon: IconName;
  readonly shortcuts: readonly Shortcut[];
  readonly enabled: boolean;
  /** Its keys are the field's own while somebody types in one. */
  readonly isOfFields?: true;
  readonly run: () => void;
}
