import { useActions, useAppState, useEntry } from '../../state/react/context.ts';
import { activeTab, shownFleet } from '../../state/store/app-store.ts';
import { isDump } from '../../state/store/tab.ts';
import { isSummary } from '../../state/view/view-state.ts';
import { WINDOW } from '../../views/strings-app.ts';
import { INSPECTOR } from '../../views/strings-inspector.ts';
import { IconButton } from '../../views/widgets/controls.tsx';
import { Icon, Mark } from '../../views/widgets/icons.tsx';
import type { Command } from '../command.ts';
import { isMacPlatform, shortcutText } from '../keys.ts';
import { useCommands } from '../use-commands.ts';
import { AwaitedPill } from './awaited-pill.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import { ShareButton } from './share-button.tsx';
import { ThemeButton } from './theme-button.tsx';

export function TopBar() {
  const tab = useAppState(activeTab);
  const isFleet = useAppState((state) => shownFleet(state) !== null);
  const { dumps, window } = useActions();
  const commands = useCommands();
  const byId = (id: string) => commands.find((command) => command.id === id);
  const shortcutOf = (id: string) => {
    const first = byId(id)?.shortcuts[0];
    return first === undefined ? undefined : shortcutText(first, isMacPlatform());
  };
  return (
    <header className="top-bar">
      <div className="top-bar-start">
        <button
          type="button"
          className="brand"
          aria-label={WINDOW.toStart}
          onClick={() => dumps.activate(null)}
        >
          <Mark />
          {tab === null && !isFleet && <span>{WINDOW.name}</span>}
        </button>
        {tab?.status === 'ready' && (
          <>
            <StepButton command={byId('back')} />
            <StepButton command={byId('forward')} />
          </>
        )}
        <Breadcrumb />
      </div>
      <button
        type="button"
        className="search-button"
        data-tour="search"
        onClick={() => window.show('palette')}
      >
        <Icon name="search" size={14} />
        <span className="search-words">{isDump(tab) ? WINDOW.search : WINDOW.commands}</span>
        <kbd>{shortcutOf('palette')}</kbd>
      </button>
      <div className="top-bar-end">
        {isDump(tab) && <AwaitedPill answers={tab.answers} />}
        <IconButton
          icon="open"
          name={WINDOW.openDump}
          shortcut={shortcutOf('open')}
          onClick={() => void dumps.choose()}
        />
        {tab?.status === 'ready' && isDump(tab) && <ShareButton />}
        <ThemeButton />
        {tab?.status === 'ready' && <InspectorButton shortcut={shortcutOf('toggle-inspector')} />}
      </div>
    </header>
  );
}

function StepButton({ command }: { readonly command: Command | undefined }) {
  if (command === undefined) return null;
  const [shortcut] = command.shortcuts;
  return (
    <IconButton
      icon={command.icon}
      name={command.title}
      shortcut={shortcut === undefined ? undefined : shortcutText(shortcut, isMacPlatform())}
      disabled={!command.enabled}
      onClick={command.run}
    />
  );
}

function InspectorButton({ shortcut }: { readonly shortcut: string | undefined }) {
  const isOpen = useAppState((state) => state.persisted.inspectorOpen);
  const { place, selection } = useEntry();
  const { window } = useActions();
  const isEmpty = selection === null && isSummary(place);
  return (
    <IconButton
      icon="panel"
      name={INSPECTOR.title}
      shortcut={shortcut}
      aria-pressed={isOpen && !isEmpty}
      // Where there is nothing to inspect its place stays: the others do not move when it comes.
      disabled={isEmpty}
      onClick={window.toggleInspector}
    />
  );
}
