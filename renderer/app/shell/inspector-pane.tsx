import { useRef } from 'react';
import { useActions, useAppState, useEntry } from '../../state/react/context.ts';
import { INSPECTOR_RANGE } from '../../state/store/persisted.ts';
import { isSummary } from '../../state/view/view-state.ts';
import { Inspector } from '../../views/inspector/inspector.tsx';
import { INSPECTOR } from '../../views/strings-inspector.ts';

const KEY_STEP = 24;

/** The inspector in a pane that can be made wider, by pointer and by keyboard. */
export function InspectorPane() {
  const isOpen = useAppState((state) => state.persisted.inspectorOpen);
  const width = useAppState((state) => state.persisted.inspectorWidth);
  const { window: actions } = useActions();
  const { place, selection } = useEntry();
  const drag = useRef<{ x: number; width: number } | null>(null);
  // A summary has nothing to inspect until something is chosen in it.
  if (!isOpen || (selection === null && isSummary(place))) return null;
  return (
    <aside className="inspector-pane" aria-label={INSPECTOR.title} style={{ width }}>
      {/* biome-ignore lint/a11y/useSemanticElements: an <hr> cannot be dragged. */}
      <div
        className="splitter"
        role="separator"
        aria-orientation="vertical"
        aria-label={INSPECTOR.width}
        aria-valuenow={width}
        aria-valuemin={INSPECTOR_RANGE.min}
        aria-valuemax={INSPECTOR_RANGE.max}
        tabIndex={0}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, width };
        }}
        onPointerMove={(event) => {
          if (drag.current === null) return;
          actions.setInspectorWidth(drag.current.width + drag.current.x - event.clientX);
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') actions.setInspectorWidth(width + KEY_STEP);
          else if (event.key === 'ArrowRight') actions.setInspectorWidth(width - KEY_STEP);
          else return;
          event.preventDefault();
        }}
      />
      <Inspector />
    </aside>
  );
}
