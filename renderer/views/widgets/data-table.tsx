// biome-ignore-all lint/a11y/useSemanticElements: rows are placed freely, which <table> cannot do.
import './data-table.css';
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import type { TermId } from '../../../shared/base/glossary.ts';
import { Term } from '../help/term.tsx';
import { termProps } from '../help/term-props.ts';
import { Icon } from './icons.tsx';
import { useVirtualRows } from './use-virtual-rows.ts';

export interface Column<Row, Sort extends string> {
  readonly id: string;
  readonly header: string;
  /** What the header is called in the glossary, for its tip. */
  readonly term?: TermId;
  /** A CSS grid track: "minmax(160px, 1fr)". */
  readonly track: string;
  readonly align?: 'end';
  readonly sort?: Sort;
  readonly cell: (row: Row) => ReactNode;
}

interface DataTableProps<Row, Sort extends string> {
  readonly label: string;
  readonly columns: readonly Column<Row, Sort>[];
  readonly total: number;
  readonly rowAt: (index: number) => Row | null;
  readonly rowKey: (row: Row) => string | number;
  readonly onRange?: (first: number, last: number) => void;
  readonly sort?: { readonly by: Sort; readonly descending: boolean };
  readonly onSort?: (by: Sort, descending: boolean) => void;
  /** A row was clicked, or Enter pressed on it. */
  readonly onOpen: (row: Row) => void;
  /** The keyboard moved to a row. */
  readonly onMove?: (row: Row) => void;
  readonly selectedKey?: string | number | null;
  /** What the rows are the answer to: filter and order; the list starts at its top when it changes. */
  readonly subject: string;
  readonly initialTop?: number;
  readonly onScrolled?: (top: number) => void;
}

export const ROW_HEIGHT = 30;
const PAGE_ROWS = 12;
const REST_MS = 300;

/** Rows of any number, sorted by whoever has them; one stop in the tab order, arrows inside. */
export function DataTable<Row, Sort extends string>(props: DataTableProps<Row, Sort>) {
  const { label, columns, total, rowAt, rowKey, onRange, sort, onSort, onOpen, onMove } = props;
  const { selectedKey = null, subject, initialTop = 0, onScrolled } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualRows(scroller, total, ROW_HEIGHT, ROW_HEIGHT, initialTop, subject);
  const [active, setActive] = useState(0);
  const id = useId();
  const { first, last } = rows;

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

  const moveTo = (wanted: number) => {
    const index = Math.min(Math.max(0, wanted), total - 1);
    setActive(index);
    rows.scrollToRow(index);
    awaited.current = true;
  };
  // A row far away is not there yet when the keyboard gets to it; it is told of once it is.
  const awaited = useRef(false);
  const activeRow = rowAt(active);
  useEffect(() => {
    if (!awaited.current || activeRow === null) return;
    awaited.current = false;
    onMove?.(activeRow);
  });

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || total === 0) return;
    const target = keyTarget(event.key, active, total);
    if (target !== null) {
      event.preventDefault();
      moveTo(target);
    } else if (event.key === 'Enter') {
      const row = rowAt(active);
      if (row !== null) onOpen(row);
    }
  };

  const shown: number[] = [];
  for (let index = first; index <= last; index++) shown.push(index);
  const activeShown = active >= first && active <= last;

  return (
    <div className="data-table-frame">
      <div
        ref={scroller}
        className="data-table"
        role="grid"
        aria-label={label}
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        aria-activedescendant={activeShown ? `${id}-${active}` : undefined}
        tabIndex={0}
        onKeyDown={onKeyDown}
        style={tracksStyle(columns)}
      >
        <div role="rowgroup" className="data-table-head">
          <div role="row" className="data-table-row" aria-rowindex={1} tabIndex={-1}>
            {columns.map((column) => (
              <HeaderCell
                key={column.id}
                column={column}
                {...(sort !== undefined && { sort })}
                {...(onSort !== undefined && { onSort })}
              />
            ))}
          </div>
        </div>
        <div role="rowgroup" className="data-table-body" style={{ height: rows.height }}>
          {shown.map((index) => {
            const row = rowAt(index);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the grid itself.
              <div
                key={index}
                id={`${id}-${index}`}
                role="row"
                tabIndex={-1}
                aria-rowindex={index + 2}
                aria-selected={row !== null && rowKey(row) === selectedKey}
                className={`data-table-row ${index === active ? 'active' : ''}`}
                style={{ transform: `translateY(${rows.offsetOf(index)}px)` }}
                onClick={() => {
                  setActive(index);
                  if (row !== null) onOpen(row);
                }}
              >
                {columns.map((column) => (
                  <div
                    key={column.id}
                    role="gridcell"
                    tabIndex={-1}
                    className={`data-table-cell ${column.align ?? ''}`}
                  >
                    {row === null ? <span className="placeholder-bar" /> : column.cell(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function HeaderCell<Row, Sort extends string>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row, Sort>;
  readonly sort?: { readonly by: Sort; readonly descending: boolean };
  readonly onSort?: (by: Sort, descending: boolean) => void;
}) {
  const by = column.sort;
  const isSorted = by !== undefined && sort?.by === by;
  const direction = isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined;
  return (
    <div
      role="columnheader"
      tabIndex={-1}
      className={`data-table-cell ${column.align ?? ''}`}
      aria-sort={direction}
    >
      {by === undefined || onSort === undefined ? (
        <span>
          {column.term === undefined ? (
            column.header
          ) : (
            <Term id={column.term}>{column.header}</Term>
          )}
        </span>
      ) : (
        <button
          type="button"
          {...(column.term !== undefined && termProps(column.term))}
          onClick={() => onSort(by, isSorted ? !sort.descending : true)}
        >
          {column.header}
          {isSorted && <Icon name={sort.descending ? 'down' : 'up'} size={10} />}
        </button>
      )}
    </div>
  );
}

function keyTarget(key: string, active: number, total: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + PAGE_ROWS;
    case 'PageUp':
      return active - PAGE_ROWS;
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}

/** The columns' tracks, and below which width the table scrolls sideways instead of squeezing. */
function tracksStyle(columns: readonly { readonly track: string }[]): CSSProperties {
  const least = columns.reduce((sum, { track }) => sum + Number(/\d+/.exec(track)?.[0] ?? 0), 0);
  return {
    '--columns': columns.map(({ track }) => track).join(' '),
    '--table-min': `${least}px`,
  } as CSSProperties;
}
