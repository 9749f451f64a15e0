import type { FileKind } from '../../../shared/protocol/channels.ts';
import { useEntry, useReadyTab } from '../../state/react/context.ts';
import { WINDOW } from '../../views/strings-app.ts';
import { Icon } from '../../views/widgets/icons.tsx';
import type { Command } from '../command.ts';
import { useCommands } from '../use-commands.ts';
import { HelpButton } from './help-button.tsx';

const VIEWS = [
  'overview',
  'objects',
  'graph',
  'cycles',
  'dominators',
  'waste',
  'threads',
  'compare',
  'timeline',
  'bookmarks',
] as const;

/** What is no dump has one view. */
const ONLY_VIEWS: Readonly<Record<FileKind, readonly string[] | null>> = {
  dump: null,
  timeline: ['timeline'],
  profile: ['allocations'],
};

export function NavRail() {
  const { place } = useEntry();
  const { kind } = useReadyTab();
  const commands = useCommands();
  return (
    <nav className="nav-rail" aria-label={WINDOW.views}>
      {(ONLY_VIEWS[kind] ?? VIEWS).map((id) => {
        const command = commands.find((candidate) => candidate.id === `show-${id}`);
        return command === undefined ? null : (
          <NavButton key={id} command={command} isCurrent={place.view === id} />
        );
      })}
      <div className="nav-foot">
        <HelpButton />
      </div>
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
