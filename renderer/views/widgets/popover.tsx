import './popover.css';
import type { FocusEvent, ReactNode } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import type { IconName } from './icons.tsx';
import { Icon } from './icons.tsx';

interface PopoverProps {
  /** The accessible name of the button and of what it opens. */
  readonly name: string;
  readonly icon: IconName;
  /** Said on the button too, beside its icon. */
  readonly label?: string;
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a panel below it. Escape, a click beside it and leaving it close it. */
export function Popover({ name, icon, label, children }: PopoverProps) {
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!isOpen) return;
    frame.current?.querySelector<HTMLElement>('.popover button, .popover input')?.focus();
    const onPointerDown = ({ target }: PointerEvent) => {
      if (!(target instanceof Node) || frame.current?.contains(target) !== true) setOpen(false);
    };
    window.addEventListener('pointerdown', onPointerDown, true);
    return () => window.removeEventListener('pointerdown', onPointerDown, true);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const onBlur = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Node && frame.current?.contains(relatedTarget) === false) {
      setOpen(false);
    }
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only Escape, and leaving, of what is inside.
    <div
      ref={frame}
      className="popover-frame"
      onBlur={onBlur}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={button}
        type="button"
        className={`button quiet ${label === undefined ? 'icon-only' : ''}`}
        aria-label={name}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        data-tip={isOpen ? undefined : name}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name={icon} />
        {label}
      </button>
      {isOpen && (
        <div id={id} className="popover" role="dialog" aria-label={name}>
          {children(close)}
        </div>
      )}
    </div>
  );
}
