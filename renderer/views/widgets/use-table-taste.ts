import { useState } from 'react';
import { useActions, useAppState } from '../../state/react/context.ts';
import type { TableTaste } from '../../state/store/table-taste.ts';
import { PLAIN_TASTE } from '../../state/store/table-taste.ts';

type Retaste = (change: ((taste: TableTaste) => TableTaste) | null) => void;

/** A table's widths and columns and how to change them: kept by its id, or as long as it is shown. */
export function useTableTaste(tableId: string | undefined): readonly [TableTaste, Retaste] {
  const kept = useAppState(({ persisted }) =>
    tableId === undefined ? undefined : persisted.tables[tableId],
  );
  const { window } = useActions();
  const [own, setOwn] = useState(PLAIN_TASTE);
  if (tableId === undefined) {
    return [own, (change) => setOwn((taste) => (change === null ? PLAIN_TASTE : change(taste)))];
  }
  return [kept ?? PLAIN_TASTE, (change) => window.setTable(tableId, change)];
}
