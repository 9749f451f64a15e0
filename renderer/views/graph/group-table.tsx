import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { ObjectRow } from '../../../shared/protocol/schemas.ts';
import type { SceneNode, SceneRequest } from '../../../shared/scene/model/scene.ts';
import { sceneQuestion } from '../../state/drawing/scene-edits.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import { objectName, shortAddress } from '../../state/view/object-name.ts';
import type { Selection } from '../../state/view/view-state.ts';
import { SCENE_LIST } from '../strings-graph.ts';
import { COLUMN } from '../strings-objects.ts';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure, Waiting } from '../widgets/feedback.tsx';
import { VerdictBadge } from '../widgets/names.tsx';
import { Modal } from '../widgets/overlays.tsx';
import type { Column } from '../widgets/table-columns.ts';

interface GroupTableProps {
  readonly group: SceneNode;
  readonly request: SceneRequest;
  readonly onDraw: (selection: Selection) => void;
  readonly onClose: () => void;
}

const COLUMNS: readonly Column<ObjectRow, never>[] = [
  {
    id: 'address',
    header: COLUMN.address,
    track: '130px',
    cell: (row) => <span className="mono">{shortAddress(row.address)}</span>,
  },
  {
    id: 'preview',
    header: COLUMN.value,
    track: 'minmax(120px, 1fr)',
    cell: (row) => <span className="muted">{row.preview}</span>,
  },
  {
    id: 'refcount',
    header: COLUMN.refs,
    track: '64px',
    align: 'end',
    cell: (row) => (row.refcount === null ? '–' : formatCount(row.refcount)),
  },
  {
    id: 'shallow',
    header: COLUMN.shallow,
    track: '90px',
    align: 'end',
    cell: (row) => formatBytes(row.shallowSize),
  },
  {
    id: 'verdict',
    header: COLUMN.verdict,
    track: '100px',
    cell: (row) => <VerdictBadge verdict={row.verdict} form="short" />,
  },
];

/** The objects that a group of the drawing stands for, as a table. */
export function GroupTable({ group, request, onDraw, onClose }: GroupTableProps) {
  const { cuts } = useReadyTab();
  const members = useRows('groupMembers', { ...sceneQuestion(request, cuts), group: group.id });
  return (
    <Modal title={group.title} className="group-table" onClose={onClose}>
      <p className="muted">{SCENE_LIST.group}</p>
      <div className="group-table-rows">
        {members.error !== null ? (
          <Failure error={members.error} onRetry={onClose} />
        ) : members.total === null ? (
          <Waiting what={SCENE_LIST.listing} />
        ) : (
          <DataTable
            label={group.title}
            columns={COLUMNS}
            total={members.total}
            rowAt={members.rowAt}
            rowKey={(row) => row.node}
            onRange={members.setRange}
            onOpen={(row) => onDraw({ node: row.node, name: objectName(row) })}
            subject={group.id}
          />
        )}
      </div>
    </Modal>
  );
}
