import { useEffect, useRef, useState } from 'react';
import type { SceneFact, SceneRequest } from '../../../shared/scene/model/scene.ts';
import { hasTransform, toggleFact, toggleTransform } from '../../state/drawing/scene-edits.ts';
import { FACT_NAMES, SHOW } from '../strings-graph.ts';
import { Icon } from '../widgets/icons.tsx';

interface ShowMenuProps {
  readonly request: SceneRequest;
  readonly onEdit: (edit: (request: SceneRequest) => SceneRequest) => void;
}

const FACTS: readonly SceneFact[] = ['refcount', 'size', 'retained', 'address'];
const WHOLE = ['own', 'modules'] as const;
const FOLLOWED = ['valuesInside', 'grouped', 'showWays', 'showWeak', 'showInfrastructure'] as const;

/** What boxes say, and what else is followed: a panel of switches that stays open. */
export function ShowMenu({ request, onEdit }: ShowMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && root.current?.contains(event.target) === true) return;
      setOpen(false);
    };
    window.addEventListener('pointerdown', onPointerDown, true);
    return () => window.removeEventListener('pointerdown', onPointerDown, true);
  }, [isOpen]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a toolbar row.
    <div
      ref={root}
      role="group"
      aria-label={SHOW.title}
      className="show-menu"
      // Escape closes the panel and nothing else.
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.stopPropagation();
        setOpen(false);
        button.current?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        className="button quiet"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {SHOW.title}
        <Icon name="down" size={12} />
      </button>
      {isOpen && (
        <div className="show-panel">
          <fieldset>
            <legend>{SHOW.inBoxes}</legend>
            {FACTS.map((fact) => (
              <label key={fact}>
                <input
                  type="checkbox"
                  checked={request.facts.includes(fact)}
                  onChange={() => onEdit((old) => toggleFact(old, fact))}
                />
                {FACT_NAMES[fact]}
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>{SHOW.inDrawing}</legend>
            {FOLLOWED.map((key) => (
              <label key={key}>
                <input
                  type="checkbox"
                  checked={request[key]}
                  onChange={() => onEdit((old) => ({ ...old, [key]: !old[key], way: 0 }))}
                />
                <span>
                  {SHOW[key].label}
                  <small className="muted">{SHOW[key].note}</small>
                </span>
              </label>
            ))}
            {WHOLE.map((kind) => (
              <label key={kind}>
                <input
                  type="checkbox"
                  checked={hasTransform(request, { kind })}
                  onChange={() => onEdit((old) => toggleTransform(old, { kind }))}
                />
                <span>
                  {SHOW[kind].label}
                  <small className="muted">{SHOW[kind].note}</small>
                </span>
              </label>
            ))}
          </fieldset>
        </div>
      )}
    </div>
  );
}
