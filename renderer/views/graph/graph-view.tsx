import './graph.css';
import { useEffect, useRef } from 'react';
import type { SceneRequest } from '../../../shared/scene/model/scene.ts';
import type { Anchor } from '../../canvas/next-viewport.ts';
import { sceneQuestion } from '../../state/drawing/scene-edits.ts';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import type { GraphPlace } from '../../state/view/view-state.ts';
import { GRAPH } from '../strings-graph.ts';
import { Failure, Waiting } from '../widgets/feedback.tsx';
import { CutsBar } from './cuts-bar.tsx';
import { GraphToolbar } from './graph-toolbar.tsx';
import { Stage } from './stage.tsx';
import { useScene } from './use-scene.ts';

/** The heart of the window: who refers to the object, drawn, and the way on from there. */
export function GraphView() {
  const { place } = useEntry();
  return place.view === 'graph' ? <GraphPage place={place} /> : null;
}

function GraphPage({ place }: { readonly place: GraphPlace }) {
  const { cuts } = useReadyTab();
  const { view } = useActions();
  const answer = useScene(sceneQuestion(place.request, cuts));
  const scene = answer.value;
  const anchors = useAnchor(place.request, scene?.nodes.find((node) => node.isFocus)?.id ?? '');
  // What stays in place is asked for once per drawing.
  const shown = useRef(scene);
  useEffect(() => {
    if (shown.current === scene) return;
    shown.current = scene;
    anchors.taken();
  });
  const edit = (change: (request: SceneRequest) => SceneRequest) => view.editScene(change);
  return (
    <div className="graph">
      <h1 className="visually-hidden">{scene?.title ?? GRAPH.drawing}</h1>
      <GraphToolbar
        request={place.request}
        asList={place.asList}
        onEdit={edit}
        onAsList={(asList) => view.refine({ ...place, asList })}
      />
      <CutsBar />
      <div className="graph-stage" data-tour="drawing" aria-busy={answer.isStale}>
        {answer.error !== null ? (
          <Failure error={answer.error} onRetry={answer.retry} />
        ) : scene === null ? (
          <Waiting what={answer.progress?.phase ?? GRAPH.working} />
        ) : (
          <Stage
            place={place}
            scene={scene}
            isStale={answer.isStale}
            anchor={anchors.current()}
            anchorOn={anchors.set}
            onEdit={edit}
          />
        )}
        {answer.isStale && scene !== null && <div className="busy-line" />}
      </div>
    </div>
  );
}

/**
 * What stays in place while the drawing changes: what was asked for by who changed it, else the
 * object it starts from; nothing for a drawing of other objects, which opens afresh.
 */
function useAnchor(request: SceneRequest, focusId: string) {
  const asked = useRef<Anchor | null>(null);
  const focus = request.focus.join();
  const shownFocus = useRef(focus);
  return {
    current: (): Anchor | null => {
      if (shownFocus.current !== focus) return null;
      return asked.current ?? { id: focusId, keepsWhole: true };
    },
    set: (id: string | null) => {
      asked.current = id === null ? null : { id, keepsWhole: false };
    },
    taken: () => {
      asked.current = null;
      shownFocus.current = focus;
    },
  };
}
