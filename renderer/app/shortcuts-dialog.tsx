import './dialogs.css';
import { useId } from 'react';
import { useActions } from '../state/react/context.ts';
import { HELP } from '../views/strings-help.ts';
import { Modal } from '../views/widgets/overlays.tsx';
import type { Command } from './command.ts';
import { isMacPlatform, shortcutText } from './keys.ts';
import { useCommands } from './use-commands.ts';

interface Line {
  readonly does: string;
  readonly keys: readonly string[];
}

const GROUPS = [
  'Go',
  'Dump',
  'Drawing',
  'Window',
  'Help',
] as const satisfies readonly Command['group'][];

/** Every key there is: of the commands, and of the drawing itself. */
export function ShortcutsDialog() {
  const { window } = useActions();
  const isMac = isMacPlatform();
  const commands = useCommands().filter(({ shortcuts }) => shortcuts.length > 0);
  const linesOf = (group: Command['group']): readonly Line[] =>
    commands
      .filter((command) => command.group === group)
      .map(({ title, shortcuts }) => ({
        does: title,
        keys: shortcuts.map((shortcut) => shortcutText(shortcut, isMac)),
      }));
  return (
    <Modal title={HELP.shortcuts} className="shortcuts" onClose={() => window.show('none')}>
      <div className="shortcut-columns">
        {GROUPS.map((group) => (
          <Lines key={group} title={HELP.keyGroups[group]} lines={linesOf(group)} />
        ))}
        <Lines title={HELP.keyGroups.inTheDrawing} lines={HELP.keysInTheDrawing} />
      </div>
    </Modal>
  );
}

function Lines({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }) {
  const titleId = useId();
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby={titleId}>
      <h3 id={titleId}>{title}</h3>
      <dl>
        {lines.map(({ does, keys }) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
