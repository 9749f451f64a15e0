import type { HelpActions } from '../state/actions/help-actions.ts';
import type { WindowActions } from '../state/actions/window-actions.ts';
import type { AppState } from '../state/store/app-store.ts';
import { HELP } from '../views/strings-help.ts';
import type { Command } from './command.ts';

/** What explains the window: its keys, its words, and the way through an example. */
export function helpCommands(
  { example }: Pick<AppState, 'example'>,
  help: Pick<HelpActions, 'showGlossary' | 'startTour'>,
  window: Pick<WindowActions, 'show'>,
): readonly Command[] {
  return [
    {
      id: 'tour',
      group: 'Help',
      title: HELP.tour,
      icon: 'flag',
      shortcuts: [],
      enabled: example !== null,
      run: () => void help.startTour(),
    },
    {
      id: 'glossary',
      group: 'Help',
      title: HELP.glossary,
      icon: 'glossary',
      shortcuts: [],
      enabled: true,
      run: () => help.showGlossary(),
    },
    {
      id: 'shortcuts',
      group: 'Help',
      title: HELP.shortcuts,
      icon: 'keyboard',
      shortcuts: [{ key: '?' }, { key: 'F1' }],
      enabled: true,
      run: () => window.show('shortcuts'),
    },
  ];
}
