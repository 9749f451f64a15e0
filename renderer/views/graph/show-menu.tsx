import { useEffect, useRef, useState } from 'react';
import type { SceneFact, SceneRequest } from '../../../shared/scene/scene.ts';
import { toggleFact } from '../../state/scene-edits.ts';
import { Icon } from '../widgets/icons.tsx';

interface ShowMenuProps {
  readonly request: SceneRequest;
  readonly onEdit: (edit: (request: SceneRequest) => SceneRequest) => void;
}

type Toggle = 'grouped' | 'showWeak' | 'showInfrastructure';

const FACTS: readonly { readonly fact: SceneFact; readonly label: string }[] = [
  { fact: 'refcount', label: 'Reference counts' },
  { fact: 'size', label: 'Sizes' },
  { fact: 'retained', label: 'Retained sizes' },
  { fact: 'address', label: 'Addresses' },
];

const FOLLOWED: readonly {
  readonly key: Toggle;
  readonly label: string;
  readonly note: string;
}[] = [
  { key: 'grouped', label: 'Equal objects as one', note: 'More than eight neighbours alike' },
  { key: 'showWeak', label: 'Weak references', note: 'They hold nothing' },
  { key: 'showInfrastructure', label: 'Classes and modules', note: 'As if they were objects' },
];

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
      aria-label="Show"
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
        Show
        <Icon name="down" size={12} />
      </button>
      {isOpen && (
        <div className="show-panel">
          <fieldset>
            <legend>In boxes</legend>
            {FACTS.map(({ fact, label }) => (
              <label key={fact}>
                <input
                  type="checkbox"
                  checked={request.facts.includes(fact)}
                  onChange={() => onEdit((old) => toggleFact(old, fact))}
                />
                {label}
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>In the drawing</legend>
            {FOLLOWED.map(({ key, label, note }) => (
              <label key={key}>
                <input
                  type="checkbox"
                  checked={request[key]}
                  onChange={() => onEdit((old) => ({ ...old, [key]: !old[key] }))}
                />
                <span>
                  {label}
                  <small className="muted">{note}</small>
                </span>
              </label>
            ))}
          </fieldset>
        </div>
      )}
    </div>
  );
}
