import type { SceneRequest } from '../../../shared/scene/scene.ts';
import { BREADTH_RANGE, DEPTH_RANGE, setBreadth, setDepth } from '../../state/scene-edits.ts';
import { Segmented, Stepper } from '../widgets/controls.tsx';
import { ShowMenu } from './show-menu.tsx';

interface GraphToolbarProps {
  readonly request: SceneRequest;
  readonly asList: boolean;
  readonly onEdit: (edit: (request: SceneRequest) => SceneRequest) => void;
  readonly onAsList: (asList: boolean) => void;
}

type Toggle = 'showCycle' | 'showPath' | 'showFamily';

const HIGHLIGHTS: readonly {
  readonly key: Toggle;
  readonly label: string;
  readonly tip: string;
}[] = [
  {
    key: 'showCycle',
    label: 'Cycle',
    tip: 'Draw and mark the shortest cycle through the object',
  },
  {
    key: 'showPath',
    label: 'Path',
    tip: 'Draw and mark the shortest path from a root to the object',
  },
  {
    key: 'showFamily',
    label: 'Family',
    tip: 'Mark what is on other cycles of the same family',
  },
];

const BREADTH_STOPS = [1, 2, 4, 8, 16, 32, 64, 100];

/** What the drawing follows, how far, and what it marks. */
export function GraphToolbar({ request, asList, onEdit, onAsList }: GraphToolbarProps) {
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
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a toolbar row. */}
      <div className="toggles" role="group" aria-label="Highlight">
        {HIGHLIGHTS.map(({ key, label, tip }) => (
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
      <ShowMenu request={request} onEdit={onEdit} />
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
