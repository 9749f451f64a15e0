import { useEffect, useMemo, useRef } from 'react';
import type { HostApi } from '../host/host-api.ts';
import { useActions, useAppState } from '../state/react/context.ts';
import { useTheme } from '../state/react/theme.ts';
import type { Command } from './command.ts';
import { commandsFor } from './commands.ts';
import { isMacPlatform, isTyping, matches } from './keys.ts';

export function useCommands(): readonly Command[] {
  const state = useAppState((whole) => whole);
  const actions = useActions();
  const theme = useTheme(state.persisted.theme);
  return useMemo(() => commandsFor(state, actions, theme), [state, actions, theme]);
}

/** Runs commands by keyboard, by the mouse's back and forward buttons, and from the menu. */
export function useCommandKeys(host: Pick<HostApi, 'onMenuCommand' | 'showMenu'>): void {
  const commands = useCommands();
  const dialog = useAppState((state) => state.dialog);
  const latest = useRef(commands);
  latest.current = commands;
  const dialogOpen = useRef(false);
  dialogOpen.current = dialog !== 'none';

  useEffect(() => {
    const isMac = isMacPlatform();
    const run = (id: string): boolean => {
      // A native menu takes keys that the page leaves alone, behind a dialog too.
      if (dialogOpen.current) return false;
      const command = latest.current.find((candidate) => candidate.id === id);
      if (command?.enabled !== true) return false;
      command.run();
      return true;
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || dialogOpen.current) return;
      const command = latest.current.find(({ shortcuts, isOfFields }) =>
        shortcuts.some(
          (shortcut) =>
            matches(shortcut, event, isMac) &&
            (!isTyping(event.target) ||
              (isOfFields !== true && (shortcut.mod === true || shortcut.alt === true))),
        ),
      );
      if (command === undefined) return;
      event.preventDefault();
      if (command.enabled) command.run();
    };
    const onMouseUp = (event: MouseEvent) => {
      if (event.button === 3) run('back');
      else if (event.button === 4) run('forward');
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('mouseup', onMouseUp);
    host.onMenuCommand(run);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('mouseup', onMouseUp);
    };
  }, [host]);

  const runnable = commands.filter(({ enabled }) => enabled && dialog === 'none');
  const ids = runnable.map(({ id }) => id).join(' ');
  useEffect(() => host.showMenu(ids === '' ? [] : ids.split(' ')), [host, ids]);
}
