import './dialogs.css';
import { Command } from 'cmdk';
import { useDeferredValue, useState } from 'react';
import { clip } from '../../shared/base/text.ts';
import { formatBytes, formatCount } from '../../shared/base/units.ts';
import { quoteText } from '../../shared/query/print.ts';
import { activeTab } from '../state/app-store.ts';
import { useActions, useAppState, useReadyTab } from '../state/context.ts';
import { objectName } from '../state/object-name.ts';
import { useAnswer } from '../state/use-answer.ts';
import { objectsWhere } from '../state/view-state.ts';
import { Icon } from '../views/widgets/icons.tsx';
import { TypeName, VerdictBadge } from '../views/widgets/names.tsx';
import { Modal } from '../views/widgets/overlays.tsx';
import { isMacPlatform, shortcutText } from './keys.ts';
import { useCommands } from './use-commands.ts';

const FOUND_LIMIT = 8;
const LONGEST_TEXT = 500;

/** One field for everything: types, objects by address or text, and every command. */
export function CommandPalette() {
  const { window } = useActions();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const hasDump = useAppState((state) => activeTab(state)?.status === 'ready');
  const close = () => window.show('none');
  return (
    <Modal title="Search and commands" hideTitle className="palette" onClose={close}>
      <Command label="Search and commands" shouldFilter={false} loop>
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder={hasDump ? 'Type, address, text or command' : 'Command'}
        />
        <Command.List label="Results">
          <Command.Empty>Nothing found for “{wanted}”.</Command.Empty>
          {hasDump && wanted !== '' && <FoundInDump text={wanted} onDone={close} />}
          <FoundCommands text={wanted} onDone={close} />
        </Command.List>
      </Command>
    </Modal>
  );
}

interface FoundProps {
  readonly text: string;
  readonly onDone: () => void;
}

function FoundCommands({ text, onDone }: FoundProps) {
  const isMac = isMacPlatform();
  const words = text.toLowerCase().split(/\s+/);
  const commands = useCommands().filter(
    ({ id, title }) =>
      id !== 'palette' && words.every((word) => title.toLowerCase().includes(word)),
  );
  if (commands.length === 0) return null;
  return (
    <Command.Group heading="Commands">
      {commands.map((command) => (
        <Command.Item
          key={command.id}
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
            {command.shortcuts[0] !== undefined && (
              <kbd>{shortcutText(command.shortcuts[0], isMac)}</kbd>
            )}
          </span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function FoundInDump({ text, onDone }: FoundProps) {
  const { view } = useActions();
  const { cuts } = useReadyTab();
  // Whatever is typed here is looked for as it stands.
  const where = quoteText(clip(text, LONGEST_TEXT));
  const types = useAnswer('types', {
    where,
    sort: 'shallowBytes',
    descending: true,
    offset: 0,
    limit: FOUND_LIMIT,
  });
  const objects = useAnswer('objects', {
    query: {
      where,
      typeIndex: null,
      familyId: null,
      sort: 'shallowSize',
      descending: true,
    },
    cuts,
    offset: 0,
    limit: FOUND_LIMIT,
  });
  const foundTypes = types.value?.rows ?? [];
  const foundObjects = objects.value?.rows ?? [];
  return (
    <>
      {foundTypes.length > 0 && (
        <Command.Group heading="Types">
          {foundTypes.map((type) => (
            <Command.Item
              key={type.typeIndex}
              value={`type ${type.typeIndex}`}
              onSelect={() => {
                onDone();
                view.navigate(objectsWhere({ type: { index: type.typeIndex, name: type.type } }));
              }}
            >
              <Icon name="objects" />
              <TypeName name={type.type} />
              <span className="end">
                {formatCount(type.count)} · {formatBytes(type.shallowBytes)}
              </span>
            </Command.Item>
          ))}
        </Command.Group>
      )}
      {foundObjects.length > 0 && (
        <Command.Group heading="Objects">
          {foundObjects.map((object) => (
            <Command.Item
              key={object.node}
              value={`object ${object.node}`}
              onSelect={() => {
                onDone();
                view.drawObject({ node: object.node, name: objectName(object) });
              }}
            >
              <Icon name="graph" />
              <span className="truncate">
                {objectName(object)} <span className="muted">{object.preview}</span>
              </span>
              <span className="end">
                <VerdictBadge verdict={object.verdict} form="bare" />
              </span>
            </Command.Item>
          ))}
        </Command.Group>
      )}
    </>
  );
}
