import { useActions } from '../state/context.ts';
import { Modal } from '../views/widgets/overlays.tsx';
import { isMacPlatform, shortcutText } from './keys.ts';
import { useCommands } from './use-commands.ts';
import './dialogs.css';

/** Keys that belong to the drawing itself and have no command of their own. */
const IN_THE_DRAWING: readonly (readonly [string, string])[] = [
  ['Arrows', 'Go to the neighbour in that direction'],
  ['↵', 'Draw from the selected object; on a stub, show more'],
  ['+', 'Show more referrers of the selected object'],
  ['Shift +', 'Show more referents of the selected object'],
  ['Delete', 'Hide the selected object'],
  ['Shift F10', 'Menu of the selected object'],
];

export function ShortcutsDialog() {
  const { window } = useActions();
  const isMac = isMacPlatform();
  const commands = useCommands().filter(({ shortcuts }) => shortcuts.length > 0);
  return (
    <Modal title="Keyboard shortcuts" onClose={() => window.show('none')}>
      <div className="shortcut-columns">
        <dl className="shortcuts">
          {commands.map((command) => (
            <div key={command.id}>
              <dt>{command.title}</dt>
              <dd>
                {command.shortcuts.map((shortcut) => (
                  <kbd key={shortcut.key}>{shortcutText(shortcut, isMac)}</kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
        <dl className="shortcuts">
          {IN_THE_DRAWING.map(([keys, does]) => (
            <div key={keys}>
              <dt>{does}</dt>
              <dd>
                <kbd>{keys}</kbd>
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Modal>
  );
}
