import { formatCount } from '../../../shared/base/units.ts';
import type { SceneRequest } from '../../../shared/scene/scene.ts';
import {
  BREADTH_RANGE,
  DEPTH_RANGE,
  hiddenCount,
  setBreadth,
  setDepth,
  showHidden,
} from '../../state/scene-edits.ts';
import { Segmented, Stepper } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';

interface GraphToolbarProps {
  readonly request: SceneRequest;
  readonly asList: boolean;
  readonly onEdit: (edit: (request: SceneRequest) => SceneRequest) => void;
  readonly onAsList: (asList: boolean) => void;
}

type Toggle = 'showCycle' | 'showPath' | 'showWeak' | 'showInfrastructure';

const TOGGLES: readonly { readonly key: Toggle; readonly label: string; readonly tip: string }[] = [
  { key: 'showCycle', label: 'Cycle', tip: 'Draw the shortest cycle through the object' },
  { key: 'showPath', label: 'Path', tip: 'Draw the shortest path from a root to the object' },
  { key: 'showWeak', label: 'Weak', tip: 'Follow weak references too; they hold nothing' },
  {
    key: 'showInfrastructure',
    label: 'Classes',
    tip: 'Follow classes and module namespaces as if they were ordinary objects',
  },
];

const BREADTH_STOPS = [1, 2, 4, 8, 16, 32, 64, 100];

/** What the drawing follows, and how far. */
export function GraphToolbar({ request, asList, onEdit, onAsList }: GraphToolbarProps) {
  const hidden = hiddenCount(request);
  return (
    <div className="graph-toolbar" role="toolbar" aria-label="Drawing">
      <Segmented
        label="Which references to follow"
        value={request.direction}
        options={[
          { value: 'referrers', label: 'Referrers' },
          { value: 'referents', label: 'Referents' },
          { value: 'both', label: 'Both' },
        ]}
        onChange={(direction) => onEdit((old) => ({ ...old, direction }))}
      />
      <Stepper
        name="Depth"
        tip="Steps away from the object"
        value={request.depth}
        {...DEPTH_RANGE}
        onChange={(depth) => onEdit((old) => setDepth(old, depth))}
      />
      <Stepper
        name="Breadth"
        tip="Neighbours drawn per object before “+ more”"
        value={request.breadth}
        {...BREADTH_RANGE}
        stops={BREADTH_STOPS}
        onChange={(breadth) => onEdit((old) => setBreadth(old, breadth))}
      />
      <div className="toggles">
        {TOGGLES.map(({ key, label, tip }) => (
          <button
            key={key}
            type="button"
            className="button quiet"
            aria-pressed={request[key]}
            data-tip={tip}
            onClick={() => onEdit((old) => ({ ...old, [key]: !old[key] }))}
          >
            {label}
          </button>
        ))}
      </div>
      {hidden > 0 && (
        <button type="button" className="button hidden-chip" onClick={() => onEdit(showHidden)}>
          <Icon name="undo" size={13} />
          Show {formatCount(hidden)} hidden
        </button>
      )}
      <span className="spacer" />
      <Segmented
        label="Form"
        value={asList ? 'list' : 'drawing'}
        options={[
          { value: 'drawing', label: 'Drawing' },
          { value: 'list', label: 'List' },
        ]}
        onChange={(form) => onAsList(form === 'list')}
      />
    </div>
  );
}
