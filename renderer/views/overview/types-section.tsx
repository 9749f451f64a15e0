import { useCallback, useMemo, useState } from 'react';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { quoteText } from '../../../shared/query/print.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import type { TypeSort } from '../../state/view/view-state.ts';
import { objectsWhere, TYPES } from '../../state/view/view-state.ts';
import { typeListColumns } from '../objects/columns.tsx';
import { OVERVIEW_PAGE } from '../strings-overview.ts';
import { SearchField } from '../widgets/controls.tsx';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure, Nothing } from '../widgets/feedback.tsx';

/** Every type of the dump, in a table of its own that sorts and filters in place. */
export function TypesSection({ overview }: { readonly overview: Overview }) {
  const { view } = useActions();
  const { cuts } = useReadyTab();
  const [text, setText] = useState('');
  const [sort, setSort] = useState<{ by: TypeSort; descending: boolean }>({
    by: 'shallowBytes',
    descending: true,
  });
  const rows = useRows('types', {
    cuts,
    where: text === '' ? '' : quoteText(text),
    sort: sort.by,
    descending: sort.descending,
  });
  const columns = useMemo(() => typeListColumns(overview.shallowBytes), [overview.shallowBytes]);
  const onSort = useCallback(
    (by: TypeSort, descending: boolean) => setSort({ by, descending }),
    [],
  );
  return (
    <section className="panel" aria-labelledby="types-title">
      <div className="panel-head">
        <h2 id="types-title">{OVERVIEW_PAGE.types}</h2>
        <span className="muted">
          {OVERVIEW_PAGE.typeCount(overview.typeCount, overview.shallowBytes)}
        </span>
        <SearchField
          label={OVERVIEW_PAGE.filterTypes}
          placeholder={OVERVIEW_PAGE.filterTypes}
          value={text}
          onChange={setText}
        />
        <button type="button" className="button quiet" onClick={() => view.navigate(TYPES)}>
          {OVERVIEW_PAGE.allObjects}
        </button>
      </div>
      <div className="types-table">
        {rows.error !== null ? (
          <Failure error={rows.error} />
        ) : rows.total === 0 ? (
          <Nothing title={OVERVIEW_PAGE.noType} />
        ) : (
          <DataTable
            label={OVERVIEW_PAGE.types}
            subject={JSON.stringify([text, sort])}
            columns={columns}
            total={rows.total ?? overview.topTypes.length}
            rowAt={(index) => rows.rowAt(index) ?? null}
            rowKey={(row) => row.typeIndex}
            onRange={rows.setRange}
            sort={sort}
            onSort={onSort}
            onOpen={(row) =>
              view.navigate(objectsWhere({ type: { index: row.typeIndex, name: row.type } }))
            }
          />
        )}
      </div>
    </section>
  );
}
