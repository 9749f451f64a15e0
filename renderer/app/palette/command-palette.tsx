import '../dialogs.css';
import { Command } from 'cmdk';
import { useState } from 'react';
import { useActions, useAppState } from '../../state/react/context.ts';
import { activeTab } from '../../state/store/app-store.ts';
import { isDump } from '../../state/store/tab.ts';
import { PALETTE } from '../../views/strings-app.ts';
import { Modal } from '../../views/widgets/overlays.tsx';
import { FoundAddress } from './found-address.tsx';
import { FoundBookmarks } from './found-bookmarks.tsx';
import { FoundCommands } from './found-commands.tsx';
import { FoundFiles } from './found-files.tsx';
import { FoundInDump } from './found-in-dump.tsx';
import { typedAddress } from './words.ts';

/**
 * One field for everything: views, commands, types, objects, dumps and bookmarks.
 *
 * Enter does what is chosen at that moment, and what is chosen fits what was typed: all but the
 * engine's answers is there in the same instant as the text, those that come later choose nothing
 * while something is chosen, and those to an earlier text stay only where they answer this one too.
 */
export function CommandPalette() {
  const { window } = useActions();
  const [text, setText] = useState('');
  const wanted = text.trim();
  const address = typedAddress(wanted);
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
          {hasDump && address !== null && <FoundAddress address={address} onDone={close} />}
          <FoundCommands text={wanted} part="first" onDone={close} />
          {hasDump && wanted !== '' && <FoundInDump text={wanted} onDone={close} />}
          <FoundFiles text={wanted} onDone={close} />
          {hasDump && <FoundBookmarks text={wanted} onDone={close} />}
          <FoundCommands text={wanted} part="rest" onDone={close} />
        </Command.List>
      </Command>
    </Modal>
  );
}
