import { Command } from 'cmdk';
import { PALETTE } from '../../views/strings-app.ts';
import { Icon } from '../../views/widgets/icons.tsx';
import type { Command as WindowCommand } from '../command.ts';
import { isMacPlatform, shortcutText } from '../keys.ts';
import { useCommands } from '../use-commands.ts';
import { closeness } from './words.ts';

interface FoundCommandsProps {
  readonly text: string;
  /** Those whose title begins with the text stand before everything else. */
  readonly part: 'first' | 'rest';
  readonly onDone: () => void;
}

export function FoundCommands({ text, part, onDone }: FoundCommandsProps) {
  const commands = foundCommands(useCommands(), text, part);
  if (commands.length === 0) return null;
  return (
    <Command.Group heading={part === 'first' ? PALETTE.go : PALETTE.commands}>
      {commands.map((command) => (
        <CommandItem key={command.id} command={command} onDone={onDone} />
      ))}
    </Command.Group>
  );
}

/** The commands a text may mean, the likeliest first; what cannot be done now comes last. */
export function foundCommands(
  commands: readonly WindowCommand[],
  text: string,
  part: FoundCommandsProps['part'],
): readonly WindowCommand[] {
  return commands
    .filter(({ id }) => id !== 'palette')
    .flatMap((command) => {
      const distance = closeness(command.title, text);
      if (distance === null) return [];
      const isFirst = text !== '' && distance <= 1;
      if (isFirst !== (part === 'first')) return [];
      const isView = command.id.startsWith('show-');
      return [{ command, rank: (command.enabled ? 0 : 10) + 2 * distance + (isView ? 0 : 1) }];
    })
    .sort((a, b) => (text === '' ? 0 : a.rank - b.rank))
    .map(({ command }) => command);
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
