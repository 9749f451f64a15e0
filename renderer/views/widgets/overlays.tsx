import type { ReactNode } from 'react';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { BUTTON } from '../strings.ts';
import { IconButton } from './controls.tsx';
import type { IconName } from './icons.tsx';
import { Icon } from './icons.tsx';

interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly className?: string;
  /** The title is for screen readers only. */
  readonly hideTitle?: boolean;
}

/** The platform's own dialog: focus stays inside, Escape and a click beside it close it. */
export function Modal({ title, onClose, children, className = '', hideTitle = false }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before the effects of what is in it, which may want to scroll or measure.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null || element.open) return;
    element.showModal();
    // The first field, not the first thing that can take the focus at all.
    element.querySelector<HTMLElement>('input')?.focus();
    // Taken away while it is open, it would take the focus along: closed, it gives it back.
    return () => element.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`modal ${className}`}
      aria-labelledby={id}
      onClose={onClose}
      onKeyDown={(event) => {
        // The platform closes on Escape too, but tells so a task later: a shortcut typed right
        // after it would find the dialog still open, and be lost.
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={hideTitle ? 'modal-whole' : 'modal-body'}>
        {hideTitle ? (
          <h2 id={id} className="visually-hidden">
            {title}
          </h2>
        ) : (
          <div className="modal-head">
            <h2 id={id}>{title}</h2>
            <IconButton icon="close" name={BUTTON.close} onClick={onClose} />
          </div>
        )}
        {children}
      </div>
    </dialog>
  );
}

export interface MenuItem {
  readonly label: string;
  readonly icon?: IconName;
  readonly shortcut?: string;
  readonly disabled?: boolean;
  /** One that can be on or off; others leave it out. */
  readonly isChecked?: boolean;
  readonly onSelect: () => void;
}

function menuRole({ isChecked }: MenuItem) {
  return isChecked === undefined
    ? { role: 'menuitem' }
    : { role: 'menuitemcheckbox', 'aria-checked': isChecked };
}

interface MenuProps {
  readonly label: string;
  readonly at: { readonly x: number; readonly y: number };
  /** Groups of items, a rule between them. */
  readonly groups: readonly (readonly MenuItem[])[];
  readonly onClose: () => void;
}

/** A menu at a point; takes the focus and gives it back. */
export function Menu({ label, at, groups, onClose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState(at);

  useEffect(() => {
    const before = document.activeElement;
    const element = menu.current;
    if (element !== null) {
      const { width, height } = element.getBoundingClientRect();
      setPlace({
        x: Math.max(8, Math.min(at.x, window.innerWidth - width - 8)),
        y: Math.max(8, Math.min(at.y, window.innerHeight - height - 8)),
      });
      element.querySelector<HTMLElement>('[role^="menuitem"]:not(:disabled)')?.focus();
    }
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [at]);

  useEffect(() => {
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && menu.current?.contains(event.target) === true) return;
      onClose();
    };
    window.addEventListener('pointerdown', onPointerDown, true);
    window.addEventListener('blur', onClose);
    return () => {
      window.removeEventListener('pointerdown', onPointerDown, true);
      window.removeEventListener('blur', onClose);
    };
  }, [onClose]);

  const moveFocus = (steps: number) => {
    const items: Element[] = [
      ...(menu.current?.querySelectorAll('[role^="menuitem"]:not(:disabled)') ?? []),
    ];
    const index = document.activeElement === null ? -1 : items.indexOf(document.activeElement);
    const next = items[(index + steps + items.length) % items.length];
    if (next instanceof HTMLElement) next.focus();
  };

  return (
    <div
      ref={menu}
      className="menu"
      role="menu"
      tabIndex={-1}
      aria-label={label}
      style={{ left: place.x, top: place.y }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape' || event.key === 'Tab') {
          event.preventDefault();
          onClose();
        } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          event.preventDefault();
          moveFocus(event.key === 'ArrowDown' ? 1 : -1);
        }
      }}
    >
      {groups
        .filter((group) => group.length > 0)
        .map((group, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity but their order.
          <div key={index} role="presentation">
            {index > 0 && <hr />}
            {group.map((item) => (
              <button
                key={item.label}
                type="button"
                {...menuRole(item)}
                disabled={item.disabled}
                onClick={() => {
                  onClose();
                  item.onSelect();
                }}
              >
                {item.icon !== undefined && <Icon name={item.icon} />}
                {item.label}
                {item.isChecked === true && <Icon name="check" />}
                {item.shortcut !== undefined && <kbd>{item.shortcut}</kbd>}
              </button>
            ))}
          </div>
        ))}
    </div>
  );
}
