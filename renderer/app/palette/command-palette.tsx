import '../dialogs.css';
import { Command } from 'cmdk';
import { useDeferredValue, useState } from 'react';
import { activeTab } from '../../state/app-store.ts';
import { useActions, useAppState } from '../../state/context.ts';
import { isDump } from '../../state/tab.ts';
import { PALETTE } from '../../views/strings-app.ts';
import { Modal } from '../../views/widgets/overlays.tsx';
import { FoundBookmarks } from './found-bookmarks.tsx';
import { FoundCommands } from './found-commands.tsx';
import { FoundFiles } from './found-files.tsx';
import { FoundInDump } from './found-in-dump.tsx';

/** One field for everything: views, commands, bookmarks, types, objects, and dumps. */
export function CommandPalette() {
  const { window } = useActions();
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const hasDump = useAppState((state) => isDump(activeTab(state)));
  const close = () => window.show('none');
  return (
    <Modal title={PALETTE.title} hideTitle className="palette" onClose={close}>
      <Command label={PALETTE.title} shouldFilter={false} loop>
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder={hasDump ? PALETTE.placeholder : PALETTE.commandsOnly}
        />
        <Command.List label={PALETTE.results}>
          <Command.Empty>{PALETTE.nothing(wanted)}</Command.Empty>
          <FoundCommands text={wanted} part="first" onDone={close} />
          {hasDump && <FoundBookmarks text={wanted} onDone={close} />}
          {hasDump && wanted !== '' && <FoundInDump text={wanted} onDone={close} />}
          <FoundFiles text={wanted} onDone={close} />
          <FoundCommands text={wanted} part="rest" onDone={close} />
        </Command.List>
      </Command>
    </Modal>
  );
}
