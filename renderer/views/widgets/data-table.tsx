// biome-ignore-all lint/a11y/useSemanticElements: rows are placed freely, which <table> cannot do.
import './data-table.css';
import type { CSSProperties, KeyboardEvent, MouseEvent } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import { withWidth } from '../../state/store/column-preferences.ts';
import { TABLE } from '../strings-objects.ts';
import type { IconName } from './icons.tsx';
import { Icon } from './icons.tsx';
import type { MenuItem } from './overlays.tsx';
import { Menu } from './overlays.tsx';
import type { RowRange } from './row-range.ts';
import { countOf, FIRST_ROW, isIn, keyTarget, movedTo } from './row-range.ts';
import type { Column } from './table-columns.ts';
import { shownColumns, tracksOf } from './table-columns.ts';
import { TableHeader } from './table-header.tsx';
import { useColumnPreferences } from './use-column-preferences.ts';
import { useCopyRows } from './use-copy-rows.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

interface DataTableProps<Row, Sort extends string> {
  readonly label: string;
  /** Under what its widths and columns are remembered; not at all without it. */
  readonly tableId?: string;
  readonly columns: readonly Column<Row, Sort>[];
  readonly total: number;
  readonly rowAt: (index: number) => Row | null;
  readonly rowKey: (row: Row) => string | number;
  readonly onRange?: (first: number, last: number) => void;
  /** Rows that are to be copied and may not be there yet; without it only those there are copied. */
  readonly fetchRows?: (offset: number, count: number) => Promise<readonly Row[]>;
  readonly sort?: { readonly by: Sort; readonly descending: boolean };
  readonly onSort?: (by: Sort, descending: boolean) => void;
  /** Enter was pressed on a row, or it was double-clicked; where nothing is picked, one click. */
  readonly onOpen?: (row: Row) => void;
  /** A row was picked: clicked once, or reached by the keyboard. */
  readonly onPick?: (row: Row) => void;
  /** What opening does, as a button in the row that is picked or pointed at. */
  readonly opening?: { readonly label: string; readonly icon: IconName };
  /** What else can be done with a row, for its menu. */
  readonly itemsFor?: (row: Row) => readonly MenuItem[];
  readonly selectedKey?: string | number | null;
  /** Other rows are on their way; those shown are the ones before. */
  readonly isBusy?: boolean;
  /** What the rows are the answer to: filter and order; the list starts at its top when it changes. */
  readonly subject: string;
  readonly initialTop?: number;
  readonly onScrolled?: (top: number) => void;
}

export const ROW_HEIGHT = 30;
const REST_MS = 300;

/** Rows of any number, sorted by whoever has them; one stop in the tab order, arrows inside. */
export function DataTable<Row, Sort extends string>(props: DataTableProps<Row, Sort>) {
  const { label, total, rowAt, rowKey, onRange, sort, onSort, onOpen, onPick } = props;
  const { selectedKey = null, isBusy = false, subject, initialTop = 0, onScrolled } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualRows(scroller, total, ROW_HEIGHT, ROW_HEIGHT, initialTop, subject);
  const [taste, changeTaste] = useColumnPreferences(props.tableId);
  /** A column that is being dragged; its width is kept when it is let go. */
  const [dragged, setDragged] = useState<Readonly<Record<string, number>>>({});
  const columns = shownColumns(props.columns, taste);
  const { tracks, least } = tracksOf(columns, { ...taste.widths, ...dragged });
  const [range, setRange] = useRange(subject, total);
  const copyRows = useCopyRows(columns, rowAt, props.fetchRows);
  const [menu, setMenu] = useState<{ at: { x: number; y: number }; row: Row | null } | null>(null);
  const id = useId();
  const { first, last } = rows;
  const { active } = range;

  useEffect(() => {
    if (last >= first) onRange?.(first, last);
  }, [first, last, onRange]);

  // Told on leaving: by then the element is gone, so its position is kept here.
  const leave = useRef(() => {});
  leave.current = () => {
    // Without rows there is no position yet, and the one to go back to still counts.
    if (total > 0) onScrolled?.(rows.top);
  };
  useEffect(() => () => leave.current(), []);
  // And at rest: a window that is closed does not leave in an orderly way.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the position is the trigger.
  useEffect(() => {
    const timer = setTimeout(() => leave.current(), REST_MS);
    return () => clearTimeout(timer);
  }, [rows.top]);

  const moveTo = (wanted: number, isExtending: boolean) => {
    const moved = movedTo(range, wanted, total, isExtending);
    setRange(moved);
    rows.scrollToRow(moved.active);
    awaited.current = !isExtending;
  };
  // A row far away is not there yet when the keyboard gets to it; it is told of once it is.
  const awaited = useRef(false);
  const activeRow = rowAt(active);
  useEffect(() => {
    if (!awaited.current || activeRow === null) return;
    awaited.current = false;
    onPick?.(activeRow);
  });

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || total === 0) return;
    const isCommand = event.ctrlKey || event.metaKey;
    const target = keyTarget(event.key, active, total);
    if (isCommand && event.key.toLowerCase() === 'c') copyRows(range);
    else if (isCommand && event.key.toLowerCase() === 'a')
      setRange({ anchor: 0, active: total - 1 });
    else if (event.key === 'Escape' && countOf(range) > 1)
      setRange(movedTo(range, active, total, false));
    else if (target !== null && !event.altKey && !isCommand) moveTo(target, event.shiftKey);
    else if (event.key === 'Enter' && activeRow !== null) onOpen?.(activeRow);
    else return;
    event.preventDefault();
  };

  const onRowClick = (event: MouseEvent, index: number, row: Row | null) => {
    const isExtending = event.shiftKey;
    setRange(movedTo(range, index, total, isExtending));
    if (isExtending || event.ctrlKey || event.metaKey) return;
    if (row !== null) (onPick ?? onOpen)?.(row);
  };

  const onRowDoubleClick = (event: MouseEvent, row: Row | null) => {
    if (onPick === undefined || event.shiftKey || event.ctrlKey || event.metaKey) return;
    if (row !== null) onOpen?.(row);
  };

  const onContextMenu = (event: MouseEvent<HTMLElement>) => {
    event.preventDefault();
    const element = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    const index = element === null ? active : Number(element.getAttribute('data-index'));
    if (!isIn(range, index)) setRange(movedTo(range, index, total, false));
    const place = document.getElementById(`${id}-${index}`)?.getBoundingClientRect();
    const at =
      element === null && place !== undefined
        ? { x: place.left + 24, y: place.bottom }
        : { x: event.clientX, y: event.clientY };
    setMenu({ at, row: rowAt(index) });
  };

  const onResize = (column: string, width: number | null, isFinal: boolean) => {
    setDragged(isFinal || width === null ? {} : { [column]: width });
    if (isFinal) changeTaste((old) => withWidth(old, column, width));
  };

  const shown: number[] = [];
  for (let index = first; index <= last; index++) shown.push(index);
  const isActiveShown = active >= first && active <= last;

  return (
    <div className="data-table-frame">
      {isBusy && <div className="busy-line" />}
      <div
        ref={scroller}
        className="data-table"
        role="grid"
        aria-label={label}
        aria-busy={isBusy}
        aria-multiselectable
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        aria-activedescendant={isActiveShown ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onContextMenu={onContextMenu}
        style={{ '--columns': tracks, '--table-min': `${least}px` } as CSSProperties}
      >
        <TableHeader columns={columns} sort={sort} onSort={onSort} onResize={onResize} />
        <div role="rowgroup" className="data-table-body" style={{ height: rows.height }}>
          {shown.map((index) => {
            const row = rowAt(index);
            const isChosen = countOf(range) > 1 && isIn(range, index);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the grid itself.
              <div
                key={index}
                id={`${id}-${index}`}
                data-index={index}
                role="row"
                tabIndex={-1}
                aria-rowindex={index + 2}
                aria-selected={isChosen || (row !== null && rowKey(row) === selectedKey)}
                className={`data-table-row ${index === active ? 'active' : ''} ${isChosen ? 'chosen' : ''}`}
                style={{ transform: `translateY(${rows.offsetOf(index)}px)` }}
                onMouseDown={(event) => {
                  // The grid has the keys, and a range of rows is no selection of text.
                  event.preventDefault();
                  scroller.current?.focus({ preventScroll: true });
                }}
                onClick={(event) => onRowClick(event, index, row)}
                onDoubleClick={(event) => onRowDoubleClick(event, row)}
              >
                {columns.map((column, at) => (
                  <div
                    key={column.id}
                    role="gridcell"
                    tabIndex={-1}
                    className={`data-table-cell ${column.align ?? ''}`}
                  >
                    {row === null ? <span className="placeholder-bar" /> : column.cell(row)}
                    {at === 0 && row !== null && props.opening !== undefined && (
                      <button
                        type="button"
                        tabIndex={-1}
                        className="row-open"
                        aria-label={props.opening.label}
                        data-tip={props.opening.label}
                        onClick={(event) => {
                          event.stopPropagation();
                          onOpen?.(row);
                        }}
                      >
                        <Icon name={props.opening.icon} size={14} />
                      </button>
                    )}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
      {menu !== null && (
        <Menu
          label={TABLE.rowMenu}
          at={menu.at}
          groups={[
            menu.row === null ? [] : (props.itemsFor?.(menu.row) ?? []),
            [
              {
                label: TABLE.copy(countOf(range)),
                icon: 'copy',
                shortcut: /mac/i.test(navigator.platform) ? '⌘C' : 'Ctrl+C',
                onSelect: () => copyRows(range),
              },
            ],
          ]}
          onClose={() => setMenu(null)}
        />
      )}
    </div>
  );
}

/** The rows that are chosen; another list begins at its first row again. */
function useRange(subject: string, total: number) {
  const [state, setState] = useState({ subject, range: FIRST_ROW });
  const range = state.subject === subject ? state.range : FIRST_ROW;
  const within = movedTo({ ...range, anchor: range.anchor }, range.active, total, true);
  return [within, (next: RowRange) => setState({ subject, range: next })] as const;
}
