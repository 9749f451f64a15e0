// biome-ignore-all lint/a11y/useSemanticElements: rows are placed freely, which <table> cannot do.
import type { KeyboardEvent, PointerEvent } from 'react';
import { useState } from 'react';
import { COLUMN_WIDTH } from '../../state/store/column-preferences.ts';
import { termProps } from '../help/term-props.ts';
import { Icon } from './icons.tsx';
import type { Column } from './table-columns.ts';

interface Sorting<Sort extends string> {
  readonly sort?: { readonly by: Sort; readonly descending: boolean } | undefined;
  readonly onSort?: ((by: Sort, descending: boolean) => void) | undefined;
}

interface TableHeaderProps<Row, Sort extends string> extends Sorting<Sort> {
  readonly columns: readonly Column<Row, Sort>[];
  /** A column is being made this wide; null: as wide as it was meant to be. */
  readonly onResize: (column: string, width: number | null, isFinal: boolean) => void;
}

/**
 * The headings: one stop in the tab order, arrows from one to the next, Enter sorts, Shift and an
 * arrow makes a column wider or narrower.
 */
export function TableHeader<Row, Sort extends string>(props: TableHeaderProps<Row, Sort>) {
  const { columns, sort, onSort, onResize } = props;
  const [stop, setStop] = useState(0);
  const current = Math.min(stop, columns.length - 1);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const steps = stepsOf(event);
    const cells = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="columnheader"]')];
    const cell = cells[current];
    const column = columns[current];
    if (steps === 0 || cell === undefined || column === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) {
      onResize(column.id, cell.offsetWidth + steps * COLUMN_WIDTH.step, true);
      return;
    }
    const next = cells[current + steps];
    (next?.querySelector('button') ?? next)?.focus();
  };

  return (
    <div role="rowgroup" className="data-table-head">
      <div
        role="row"
        className="data-table-row"
        aria-rowindex={1}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        {columns.map((column, index) => (
          <HeaderCell
            key={column.id}
            column={column}
            sort={sort}
            onSort={onSort}
            isStop={index === current}
            onFocus={() => setStop(index)}
            onResize={onResize}
          />
        ))}
      </div>
    </div>
  );
}

interface HeaderCellProps<Row, Sort extends string> extends Sorting<Sort> {
  readonly column: Column<Row, Sort>;
  readonly isStop: boolean;
  readonly onFocus: () => void;
  readonly onResize: TableHeaderProps<Row, Sort>['onResize'];
}

function HeaderCell<Row, Sort extends string>(props: HeaderCellProps<Row, Sort>) {
  const { column, sort, onSort, isStop, onFocus, onResize } = props;
  const by = column.sort;
  const isSorted = by !== undefined && sort?.by === by;
  const direction = isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined;
  const canSort = by !== undefined && onSort !== undefined;
  const stopProps = {
    tabIndex: isStop ? 0 : -1,
    onFocus,
    'aria-keyshortcuts': 'Shift+ArrowLeft Shift+ArrowRight',
    ...(column.term !== undefined && termProps(column.term)),
  };
  return (
    <div
      role="columnheader"
      className={`data-table-cell ${column.align ?? ''} ${column.isAsked === true ? 'asked' : ''}`}
      aria-sort={direction}
      tabIndex={-1}
      {...(canSort ? {} : stopProps)}
    >
      {canSort ? (
        <button
          type="button"
          {...stopProps}
          onClick={() => onSort(by, isSorted ? !sort.descending : true)}
        >
          <span className="truncate">{column.header}</span>
          {isSorted && <Icon name={sort.descending ? 'down' : 'up'} size={10} />}
        </button>
      ) : (
        <span className="header-name">
          <span className="truncate">{column.header}</span>
        </span>
      )}
      <ResizeHandle onResize={(width, isFinal) => onResize(column.id, width, isFinal)} />
    </div>
  );
}

/** The edge of a heading, for the pointer; the keyboard resizes from the heading itself. */
function ResizeHandle({
  onResize,
}: {
  readonly onResize: (width: number | null, isFinal: boolean) => void;
}) {
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    const handle: HTMLElement = event.currentTarget;
    const cell = handle.parentElement;
    if (cell === null) return;
    const from = event.clientX;
    const before = cell.offsetWidth;
    const sign = inlineSign(cell);
    const widthAt = (x: number) => before + sign * (x - from);
    const dragging = new AbortController();
    const { signal } = dragging;
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener('pointermove', (move) => onResize(widthAt(move.clientX), false), {
      signal,
    });
    const end = (last: globalThis.PointerEvent) => {
      dragging.abort();
      onResize(widthAt(last.clientX), true);
    };
    handle.addEventListener('pointerup', end, { signal });
    handle.addEventListener('pointercancel', end, { signal });
  };
  return (
    <span
      className="resize-handle"
      aria-hidden="true"
      onPointerDown={onPointerDown}
      onDoubleClick={() => onResize(null, true)}
    />
  );
}

/** +1 or −1: towards the end of the line or its start; 0 for other keys. */
function stepsOf(event: KeyboardEvent<HTMLElement>): number {
  if (event.ctrlKey || event.metaKey || event.altKey) return 0;
  const sign = inlineSign(event.currentTarget);
  return event.key === 'ArrowRight' ? sign : event.key === 'ArrowLeft' ? -sign : 0;
}

/** +1 where lines run to the right, −1 where they run to the left. */
function inlineSign(element: HTMLElement): number {
  return getComputedStyle(element).direction === 'rtl' ? -1 : 1;
}
