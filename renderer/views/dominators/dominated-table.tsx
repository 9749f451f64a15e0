import { useMemo } from 'react';
import type {
  DominatedPart,
  DominatedRow,
  DominatedTypeRow,
} from '../../../shared/protocol/dominator-schemas.ts';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import { objectName } from '../../state/view/object-name.ts';
import { DOMINATORS_VIEW } from '../strings-dominators.ts';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure } from '../widgets/feedback.tsx';
import { dominatedObjectColumns, typeColumns } from './columns.tsx';

interface TableProps<Row> {
  readonly of: DominatedPart;
  /** Bytes that shares are of. */
  readonly whole: number;
  readonly onOpen: (row: Row) => void;
}

/** One level of the tree, object by object. The keyboard lets the inspector follow. */
export function DominatedObjects({ of, whole, onOpen }: TableProps<DominatedRow>) {
  const { view } = useActions();
  const entry = useEntry();
  const { cuts } = useReadyTab();
  const rows = useRows('dominated', { of, cuts });
  const columns = useMemo(() => dominatedObjectColumns(whole), [whole]);
  if (rows.error !== null) return <Failure error={rows.error} />;
  return (
    <DataTable
      tableId="dominated-objects"
      label={DOMINATORS_VIEW.objects(rows.total ?? 0)}
      subject={JSON.stringify(of)}
      columns={columns}
      total={rows.total ?? 0}
      rowAt={rows.rowAt}
      rowKey={(row) => row.node}
      onRange={rows.setRange}
      fetchRows={rows.fetchRows}
      selectedKey={entry.selection?.node ?? null}
      onPick={(row) => view.select({ node: row.node, name: objectName(row) })}
      onOpen={onOpen}
      initialTop={entry.scroll.rows ?? 0}
      onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
    />
  );
}

/** One level of the tree, put together by type. */
export function DominatedTypes({ of, whole, onOpen }: TableProps<DominatedTypeRow>) {
  const { view } = useActions();
  const entry = useEntry();
  const { cuts } = useReadyTab();
  const rows = useRows('dominatedTypes', { of, cuts });
  const columns = useMemo(() => typeColumns(whole), [whole]);
  if (rows.error !== null) return <Failure error={rows.error} />;
  return (
    <DataTable
      tableId="dominated-types"
      label={DOMINATORS_VIEW.types(rows.total ?? 0)}
      subject={JSON.stringify(of)}
      columns={columns}
      total={rows.total ?? 0}
      rowAt={rows.rowAt}
      rowKey={(row) => row.typeIndex}
      onRange={rows.setRange}
      fetchRows={rows.fetchRows}
      onOpen={onOpen}
      initialTop={entry.scroll.rows ?? 0}
      onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
    />
  );
}
