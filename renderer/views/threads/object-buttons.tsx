import type { ObjectRow } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { objectName } from '../../state/view/object-name.ts';
import { THREADS_VIEW } from '../strings-threads.ts';
import { Icon } from '../widgets/icons.tsx';

/** Beside a frame or a task: what it is, and what holds it. */
export function ObjectButtons({
  object,
  name,
}: {
  readonly object: ObjectRow;
  readonly name: string;
}) {
  const { view } = useActions();
  const selection = { node: object.node, name: objectName(object) };
  return (
    <span className="object-acts">
      <button
        type="button"
        aria-label={`${THREADS_VIEW.inspect} ${name}`}
        data-tip={THREADS_VIEW.inspect}
        onClick={() => view.select(selection)}
      >
        <Icon name="show" size={14} />
      </button>
      <button
        type="button"
        aria-label={`${THREADS_VIEW.draw} ${name}`}
        data-tip={THREADS_VIEW.draw}
        onClick={() => view.drawObject(selection)}
      >
        <Icon name="graph" size={14} />
      </button>
    </span>
  );
}
