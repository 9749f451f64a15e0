import { useEntry } from '../../state/context.ts';
import { Icon } from '../../views/widgets/icons.tsx';
import type { Command } from '../commands.ts';
import { useCommands } from '../use-commands.ts';

const VIEWS = ['overview', 'objects', 'graph', 'cycles', 'dominators'] as const;

export function NavRail() {
  const { place } = useEntry();
  const commands = useCommands();
  const shortcuts = commands.find(({ id }) => id === 'shortcuts');
  return (
    <nav className="nav-rail" aria-label="Views">
      {VIEWS.map((id) => {
        const command = commands.find((candidate) => candidate.id === `show-${id}`);
        return command === undefined ? null : (
          <NavButton key={id} command={command} isCurrent={place.view === id} />
        );
      })}
      {shortcuts !== undefined && (
        <div className="nav-foot">
          <NavButton command={{ ...shortcuts, title: 'Shortcuts' }} isCurrent={false} />
        </div>
      )}
    </nav>
  );
}

function NavButton({
  command,
  isCurrent,
}: {
  readonly command: Command;
  readonly isCurrent: boolean;
}) {
  return (
    <button
      type="button"
      aria-current={isCurrent ? 'page' : undefined}
      disabled={!command.enabled && !isCurrent}
      onClick={command.run}
    >
      <Icon name={command.icon} />
      <span className="nav-name">{command.title}</span>
    </button>
  );
}
