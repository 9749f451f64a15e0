import { useState } from 'react';
import { useActions, useAppState } from '../../state/react/context.ts';
import type { ColumnPreferences } from '../../state/store/column-preferences.ts';
import { DEFAULT_PREFERENCES } from '../../state/store/column-preferences.ts';

type ChangePreferences = (change: ((taste: ColumnPreferences) => ColumnPreferences) | null) => void;

/** A table's widths and columns and how to change them: kept by its id, or as long as it is shown. */
export function useColumnPreferences(
  tableId: string | undefined,
): readonly [ColumnPreferences, ChangePreferences] {
  const kept = useAppState(({ persisted }) =>
    tableId === undefined ? undefined : persisted.tables[tableId],
  );
  const { window } = useActions();
  const [own, setOwn] = useState(DEFAULT_PREFERENCES);
  if (tableId === undefined) {
    return [
      own,
      (change) => setOwn((taste) => (change === null ? DEFAULT_PREFERENCES : change(taste))),
    ];
  }
  return [kept ?? DEFAULT_PREFERENCES, (change) => window.setTable(tableId, change)];
}
