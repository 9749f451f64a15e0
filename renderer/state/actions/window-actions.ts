import type { ByteUnits } from '../../../shared/base/units.ts';
import type { AppStore, CanvasCommand, Dialog, Notice, Offer } from '../store/app-store.ts';
import type { ColumnPreferences } from '../store/column-preferences.ts';
import { withPreferences } from '../store/column-preferences.ts';
import type { ContrastChoice, Persisted, ThemeChoice } from '../store/persisted.ts';
import { clampDepth, clampInspector, savePersisted, withRecent } from '../store/persisted.ts';

export interface WindowActions {
  show(dialog: Dialog): void;
  setTheme(theme: ThemeChoice): void;
  setContrast(contrast: ContrastChoice): void;
  setInspectorWidth(width: number): void;
  toggleInspector(): void;
  toggleLegend(): void;
  setDrawDepth(depth: number): void;
  /** Kept, and in force once the window loads again: what is on screen was told in the old ones. */
  setByteUnits(units: ByteUnits): void;
  tourWasSeen(): void;
  /** Another width or choice of columns; null: as it is by default. */
  setTable(tableId: string, change: ((taste: ColumnPreferences) => ColumnPreferences) | null): void;
  rememberFilter(filter: string): void;
  forgetFilters(): void;
  commandCanvas(name: CanvasCommand): void;
  /** Tells palette and menus what the drawing can do now. */
  offer(offered: readonly Offer[]): void;
  notify(text: string, tone?: Notice['tone']): void;
  dismiss(noticeId: number): void;
}

/** Dialogs, notices, and the taste that is kept. */
export function createWindowActions(
  store: AppStore,
  storage: Pick<Storage, 'setItem'> | null,
): WindowActions {
  let nextNotice = 1;
  const keep = (change: (persisted: Persisted) => Partial<Persisted>) => {
    const { persisted } = store.getState();
    const kept = { ...persisted, ...change(persisted) };
    store.setState({ persisted: kept });
    savePersisted(storage, kept);
  };

  return {
    show: (dialog) => store.setState({ dialog }),
    setTheme: (theme) => keep(() => ({ theme })),
    setContrast: (contrast) => keep(() => ({ contrast })),
    setInspectorWidth: (width) => keep(() => ({ inspectorWidth: clampInspector(width) })),
    toggleInspector: () => keep(({ inspectorOpen }) => ({ inspectorOpen: !inspectorOpen })),
    toggleLegend: () => keep(({ legendOpen }) => ({ legendOpen: !legendOpen })),
    setDrawDepth: (depth) => keep(() => ({ drawDepth: clampDepth(depth) })),
    setByteUnits: (byteUnits) => keep(() => ({ byteUnits })),
    tourWasSeen: () => keep(() => ({ tourSeen: true })),
    setTable: (tableId, change) =>
      keep(({ tables }) => ({ tables: withPreferences(tables, tableId, change) })),
    rememberFilter: (filter) =>
      keep(({ recentFilters }) => ({ recentFilters: withRecent(recentFilters, filter) })),
    forgetFilters: () => keep(() => ({ recentFilters: [] })),
    commandCanvas: (name) => store.setState({ canvasCommand: { name } }),
    offer: (offered) => store.setState({ offered }),
    notify(text, tone = 'problem') {
      const notice: Notice = { id: nextNotice++, tone, text };
      store.setState(({ notices }) => ({ notices: [...notices.slice(-2), notice] }));
    },
    dismiss: (noticeId) =>
      store.setState(({ notices }) => ({ notices: notices.filter(({ id }) => id !== noticeId) })),
  };
}
