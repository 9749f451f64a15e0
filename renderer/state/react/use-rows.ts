import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { OuroborosErrorData } from '../../../shared/base/errors.ts';
import type { Progress } from '../../../shared/base/job.ts';
import type { DumpRequest, DumpResponse } from '../../../shared/protocol/channels.ts';
import type { ReadyTab } from '../store/tab.ts';
import { useReadyTab } from './context.ts';

type PagedChannel =
  | 'types'
  | 'modules'
  | 'valueGroups'
  | 'components'
  | 'objects'
  | 'references'
  | 'dominated'
  | 'dominatedTypes'
  | 'groupMembers'
  | 'wasteFindings'
  | 'wasteObjects'
  | 'comparedTypes'
  | 'comparedFamilies'
  | 'comparedObjects'
  | 'timelineFunctions';
type RowOf<C extends PagedChannel> = DumpResponse<C>['rows'][number];

export interface PagedRows<Row> {
  /** Null until the first page is there. */
  readonly total: number | null;
  readonly error: OuroborosErrorData | null;
  /** The row, or null while its page is on its way. */
  readonly rowAt: (index: number) => Row | null;
  /** Rows on screen: their pages are fetched, pages that left are cancelled. */
  readonly setRange: (first: number, last: number) => void;
  /** Another list was asked for; until its first page is there the one before is shown. */
  readonly isStale: boolean;
  /** What the engine is doing about it, and how far it is. */
  readonly progress: Progress | null;
  /** Rows to be had apart from those shown, page by page. */
  readonly fetchRows: (offset: number, count: number) => Promise<readonly Row[]>;
}

export const PAGE_SIZE = 200;
/** The longest page the engine gives. */
const FETCH_SIZE = 1000;

/** Rows of a list of any length, fetched by the page around what is on screen. */
export function useRows<C extends PagedChannel>(
  channel: C,
  query: Omit<DumpRequest<C>, 'offset' | 'limit'>,
  of?: ReadyTab,
): PagedRows<RowOf<C>> {
  const own = useReadyTab();
  const { answers, dump } = of ?? own;
  const key = JSON.stringify(query);
  const [range, setRangeState] = useState({ first: 0, last: 0 });
  const [, redraw] = useState(0);
  /** The list that is shown: the last one whose first page came. */
  const settled = useRef<{ total: number; requestFor: (page: number) => DumpRequest<C> } | null>(
    null,
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the query.
  const requestFor = useMemo(
    () => (page: number) =>
      ({ ...query, offset: page * PAGE_SIZE, limit: PAGE_SIZE }) as unknown as DumpRequest<C>,
    [key],
  );

  useEffect(() => {
    const stops: (() => void)[] = [];
    // The first page always: it tells the total.
    for (const page of pagesOf(range.first, range.last)) {
      stops.push(answers.watch(channel, requestFor(page), () => redraw((count) => count + 1)));
    }
    return () => {
      for (const stop of stops) stop();
    };
  }, [answers, channel, requestFor, range]);

  const first = answers.peek(channel, requestFor(0));
  const shown = answers.peek(channel, requestFor(Math.floor(range.first / PAGE_SIZE)));
  if (first.status === 'done') settled.current = { total: first.value.total, requestFor };
  const failed = [first, shown].find(({ status }) => status === 'failed');
  const shownRequest = settled.current?.requestFor ?? requestFor;

  const setRange = useCallback((from: number, to: number) => {
    setRangeState((old) =>
      pagesOf(old.first, old.last).join() === pagesOf(from, to).join()
        ? old
        : { first: from, last: to },
    );
  }, []);

  const fetchRows = async (offset: number, count: number): Promise<readonly RowOf<C>[]> => {
    const rows: RowOf<C>[] = [];
    while (rows.length < count) {
      const limit = Math.min(FETCH_SIZE, count - rows.length);
      const request = { ...query, offset: offset + rows.length, limit };
      const answer = await dump.ask(channel, request as unknown as DumpRequest<C>);
      if (answer.rows.length === 0) break;
      for (const row of answer.rows) rows.push(row as RowOf<C>);
    }
    return rows;
  };

  return {
    total: settled.current?.total ?? null,
    error: failed?.status === 'failed' ? failed.error : null,
    rowAt: (index) => {
      const answer = answers.peek(channel, shownRequest(Math.floor(index / PAGE_SIZE)));
      if (answer.status !== 'done') return null;
      return (answer.value.rows[index % PAGE_SIZE] as RowOf<C> | undefined) ?? null;
    },
    setRange,
    isStale: first.status === 'pending',
    progress: first.status === 'pending' ? first.progress : null,
    fetchRows,
  };
}

/** Pages that hold rows first … last, and page 0. */
export function pagesOf(first: number, last: number): readonly number[] {
  const pages = [0];
  for (let page = Math.floor(first / PAGE_SIZE); page <= Math.floor(last / PAGE_SIZE); page++) {
    if (page !== 0) pages.push(page);
  }
  return pages;
}
