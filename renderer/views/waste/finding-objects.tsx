import type { ObjectRow } from '../../../shared/protocol/schemas.ts';
import type { WasteGroupId } from '../../../shared/protocol/waste-schemas.ts';
import { useActions, useEntry } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import { objectName } from '../../state/view/object-name.ts';
import { OBJECT_COLUMNS } from '../objects/columns.tsx';
import { WASTE_VIEW } from '../strings-waste.ts';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure } from '../widgets/feedback.tsx';

const SHOWN = new Set(['type', 'preview', 'address', 'refcount', 'shallow', 'verdict']);
const COLUMNS = OBJECT_COLUMNS.filter(({ id }) => SHOWN.has(id));

interface FindingObjectsProps {
  readonly group: WasteGroupId;
  readonly finding: number;
}

/** The objects of one finding; the inspector follows. */
export function FindingObjects({ group, finding }: FindingObjectsProps) {
  const { view } = useActions();
  const entry = useEntry();
  const rows = useRows('wasteObjects', { group, finding });
  const selectionOf = (row: ObjectRow) => ({ node: row.node, name: objectName(row) });
  if (rows.error !== null) return <Failure error={rows.error} />;
  return (
    <div className="waste-objects">
      <DataTable
        label={WASTE_VIEW.objects(rows.total ?? 0)}
        subject={`${group} ${finding}`}
        columns={COLUMNS}
        total={rows.total ?? 0}
        rowAt={rows.rowAt}
        rowKey={(row) => row.node}
        onRange={rows.setRange}
        fetchRows={rows.fetchRows}
        tableId="waste-objects"
        selectedKey={entry.selection?.node ?? null}
        onPick={(row) => view.select(selectionOf(row))}
        onOpen={(row) => view.select(selectionOf(row))}
      />
    </div>
  );
}
