import type { SceneRequest } from '../../../shared/scene/model/scene.ts';
import {
  BREADTH_RANGE,
  DEPTH_RANGE,
  setBreadth,
  setDepth,
} from '../../state/drawing/scene-edits.ts';
import { GRAPH, HIGHLIGHT } from '../strings-graph.ts';
import { Segmented, Stepper } from '../widgets/controls.tsx';
import type { IconName } from '../widgets/icons.tsx';
import { Icon } from '../widgets/icons.tsx';
import { ShowMenu } from './show-menu.tsx';

interface GraphToolbarProps {
  readonly request: SceneRequest;
  readonly asList: boolean;
  readonly onEdit: (edit: (request: SceneRequest) => SceneRequest) => void;
  readonly onAsList: (asList: boolean) => void;
}

const HIGHLIGHTS = ['showCycle', 'showPath', 'showFamily'] as const;

const BREADTH_STOPS = [1, 2, 4, 8, 16, 32, 64, 100];

/** What the drawing follows, how far, and what it marks. */
export function GraphToolbar({ request, asList, onEdit, onAsList }: GraphToolbarProps) {
  return (
    <div className="graph-toolbar" role="toolbar" aria-label={GRAPH.drawing}>
      <Segmented
        label={GRAPH.direction}
        value={request.direction}
        options={[
          { value: 'referrers', label: GRAPH.referrers },
          { value: 'referents', label: GRAPH.referents },
          { value: 'both', label: GRAPH.both },
        ]}
        onChange={(direction) => onEdit((old) => ({ ...old, direction }))}
      />
      <Stepper
        name={GRAPH.depth}
        tip={GRAPH.depthTip}
        value={request.depth}
        {...DEPTH_RANGE}
        onChange={(depth) => onEdit((old) => setDepth(old, depth))}
      />
      <Stepper
        name={GRAPH.breadth}
        tip={GRAPH.breadthTip}
        value={request.breadth}
        {...BREADTH_RANGE}
        stops={BREADTH_STOPS}
        onChange={(breadth) => onEdit((old) => setBreadth(old, breadth))}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a toolbar row. */}
      <div className="toggles" role="group" aria-label={GRAPH.highlight}>
        {HIGHLIGHTS.map((key) => (
          <button
            key={key}
            type="button"
            className="button quiet"
            aria-pressed={request[key]}
            data-tip={HIGHLIGHT[key].tip}
            onClick={() => onEdit((old) => ({ ...old, [key]: !old[key] }))}
          >
            {HIGHLIGHT[key].label}
          </button>
        ))}
      </div>
      <ShowMenu request={request} onEdit={onEdit} />
      <span className="spacer" />
      <Segmented
        label={GRAPH.form}
        value={asList ? 'list' : 'drawing'}
        options={[
          {
            value: 'drawing',
            label: <Form icon="graph" name={GRAPH.drawing} />,
            tip: GRAPH.drawing,
          },
          { value: 'list', label: <Form icon="list" name={GRAPH.list} />, tip: GRAPH.list },
        ]}
        onChange={(form) => onAsList(form === 'list')}
      />
    </div>
  );
}

function Form({ icon, name }: { readonly icon: IconName; readonly name: string }) {
  return (
    <>
      <Icon name={icon} size={14} />
      <span className="visually-hidden">{name}</span>
    </>
  );
}
