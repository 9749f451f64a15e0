import { Command } from 'cmdk';
import { PALETTE } from '../../views/strings-app.ts';
import { Icon } from '../../views/widgets/icons.tsx';
import type { Command as WindowCommand } from '../commands.ts';
import { isMacPlatform, shortcutText } from '../keys.ts';
import { useCommands } from '../use-commands.ts';
import { beginsWith, hasWords } from './words.ts';

interface FoundCommandsProps {
  readonly text: string;
  /** Those whose title begins with the text stand before everything else. */
  readonly part: 'first' | 'rest';
  readonly onDone: () => void;
}

export function FoundCommands({ text, part, onDone }: FoundCommandsProps) {
  const commands = useCommands().filter(
    ({ id, title }) =>
      id !== 'palette' && hasWords(title, text) && beginsWith(title, text) === (part === 'first'),
  );
  if (commands.length === 0) return null;
  return (
    <Command.Group heading={part === 'first' ? PALETTE.go : PALETTE.commands}>
      {commands.map((command) => (
        <CommandItem key={command.id} command={command} onDone={onDone} />
      ))}
    </Command.Group>
  );
}

function CommandItem({
  command,
  onDone,
}: {
  readonly command: WindowCommand;
  readonly onDone: () => void;
}) {
  const [shortcut] = command.shortcuts;
  return (
    <Command.Item
      value={`command ${command.id}`}
      disabled={!command.enabled}
      onSelect={() => {
        onDone();
        command.run();
      }}
    >
      <Icon name={command.icon} />
      {command.title}
      <span className="end">
        {shortcut !== undefined && <kbd>{shortcutText(shortcut, isMacPlatform())}</kbd>}
      </span>
    </Command.Item>
  );
}
