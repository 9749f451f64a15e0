import { Command } from 'cmdk';
import { useActions, useAppState } from '../../state/react/context.ts';
import { PALETTE } from '../../views/strings-app.ts';
import { Icon } from '../../views/widgets/icons.tsx';
import { hasWords } from './words.ts';

const MAX_FOUND = 6;

interface FoundFilesProps {
  readonly text: string;
  readonly onDone: () => void;
}

/** Dumps that are open in other tabs, and those opened before. */
export function FoundFiles({ text, onDone }: FoundFilesProps) {
  const { dumps } = useActions();
  const activeTabId = useAppState((state) => state.activeTabId);
  const tabs = useAppState((state) => state.tabs).filter(
    ({ id, name }) => id !== activeTabId && hasWords(name, text),
  );
  const recent = useAppState((state) => state.recent).filter(({ name, folder }) =>
    hasWords(`${folder} ${name}`, text),
  );
  return (
    <>
      {tabs.length > 0 && (
        <Command.Group heading={PALETTE.openDumps}>
          {tabs.map(({ id, name, handle }) => (
            <Command.Item
              key={id}
              value={`tab ${id}`}
              onSelect={() => {
                onDone();
                dumps.activate(id);
              }}
            >
              <Icon name="file" />
              <span className="truncate">{name}</span>
              <span className="end truncate">{handle.folder}</span>
            </Command.Item>
          ))}
        </Command.Group>
      )}
      {recent.length > 0 && (
        <Command.Group heading={PALETTE.recentDumps}>
          {recent.slice(0, MAX_FOUND).map((handle, index) => (
            <Command.Item
              // Files of one name in a browser differ in nothing that can be seen.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above.
              key={index}
              value={`recent ${index}`}
              onSelect={() => {
                onDone();
                void dumps.openAgain(handle);
              }}
            >
              <Icon name="open" />
              <span className="truncate">{handle.name}</span>
              <span className="end truncate">{handle.folder}</span>
            </Command.Item>
          ))}
        </Command.Group>
      )}
    </>
  );
}
