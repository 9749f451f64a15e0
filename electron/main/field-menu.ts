import { type BrowserWindow, Menu } from 'electron';
import { FIELD_MENU } from './strings.ts';

/** Cut, copy and paste at the pointer, in fields and on selected text. */
export function offerFieldMenu(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_, { isEditable, selectionText, editFlags }) => {
    if (!isEditable && selectionText.trim() === '') return;
    const copy = { role: 'copy', label: FIELD_MENU.copy, enabled: editFlags.canCopy } as const;
    const menu = Menu.buildFromTemplate(
      isEditable
        ? [
            { role: 'cut', label: FIELD_MENU.cut, enabled: editFlags.canCut },
            copy,
            { role: 'paste', label: FIELD_MENU.paste, enabled: editFlags.canPaste },
            { type: 'separator' },
            { role: 'selectAll', label: FIELD_MENU.all, enabled: editFlags.canSelectAll },
          ]
        : [copy],
    );
    menu.popup({ window });
  });
}
