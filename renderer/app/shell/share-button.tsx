import { useCallback, useState } from 'react';
import { useActions, useEntry } from '../../state/react/context.ts';
import { COMMAND, WINDOW } from '../../views/strings-app.ts';
import { IconButton } from '../../views/widgets/controls.tsx';
import type { MenuItem } from '../../views/widgets/overlays.tsx';
import { Menu } from '../../views/widgets/overlays.tsx';

const MENU_WIDTH = 320;

/** Everything that takes a finding out of the window, behind one button. */
export function ShareButton() {
  const { export: exporting, links, window } = useActions();
  const { selection } = useEntry();
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | null>(null);
  const close = useCallback(() => setMenuAt(null), []);
  const copy = (node: number | null, redact = false) =>
    void exporting.copyFinding({ node, redact });
  const texts: MenuItem[] = [
    { label: COMMAND.copyFinding, icon: 'copy', onSelect: () => copy(null) },
    ...(selection === null
      ? []
      : [
          {
            label: COMMAND.copyObject,
            icon: 'focus' as const,
            onSelect: () => copy(selection.node),
          },
        ]),
    { label: COMMAND.copyRedacted, icon: 'hide', onSelect: () => copy(null, true) },
  ];
  const ways: MenuItem[] = [
    { label: COMMAND.copyLink, icon: 'link', onSelect: () => void links.copy() },
    { label: COMMAND.saveReport, icon: 'report', onSelect: () => window.show('report') },
  ];
  return (
    <>
      <IconButton
        icon="share"
        name={WINDOW.share}
        aria-haspopup="menu"
        aria-expanded={menuAt !== null}
        onClick={(event) => {
          const { right, bottom } = event.currentTarget.getBoundingClientRect();
          setMenuAt({ x: right - MENU_WIDTH, y: bottom + 6 });
        }}
      />
      {menuAt !== null && (
        <Menu label={WINDOW.share} at={menuAt} groups={[texts, ways]} onClose={close} />
      )}
    </>
  );
}
