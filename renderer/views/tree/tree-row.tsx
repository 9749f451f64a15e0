import type { KeyboardEvent } from 'react';
import { useCallback, useRef, useState } from 'react';
import { useActions, useEntry } from '../../state/react/context.ts';
import { objectName } from '../../state/view/object-name.ts';
import { Marked } from '../marks/marked.tsx';
import { BUTTON, VERDICT_SHORT } from '../strings.ts';
import { TREE } from '../strings-inspector.ts';
import { BidiIsolate } from '../widgets/bidi-isolate.tsx';
import { Icon } from '../widgets/icons.tsx';
import type { MenuItem } from '../widgets/overlays.tsx';
import { Menu } from '../widgets/overlays.tsx';
import type { TreeItem } from './tree-item.ts';
import { ValueDialog } from './value-dialog.tsx';

/** Levels by which rows are moved in; deeper ones stand where the last of these does. */
const MAX_INDENT = 10;
const INDENT = 14;

export function indented(depth: number): { readonly paddingInlineStart: string } {
  return { paddingInlineStart: `${Math.min(depth, MAX_INDENT) * INDENT + 4}px` };
}

interface ObjectTreeRowProps {
  readonly item: TreeItem;
  readonly depth: number;
  /** From 1, of `total` on this level. */
  readonly place: number;
  readonly total: number;
  readonly isOpen: boolean;
  readonly setOpen: (isOpen: boolean) => void;
  readonly isTabStop: boolean;
  readonly onFocus: () => void;
}

/** One object in one line: opened by a click or the arrow keys, everything else in its menu. */
export function ObjectTreeRow(props: ObjectTreeRowProps) {
  const { item, depth, place, total, isOpen, setOpen, isTabStop, onFocus } = props;
  const row = useRef<HTMLDivElement>(null);
  const acts = useRowActions(item);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
    if (isPlain && event.key === 'ArrowRight' && item.opens && !isOpen) setOpen(true);
    else if (isPlain && event.key === 'ArrowLeft' && item.opens && isOpen) setOpen(false);
    else if (isPlain && event.key === 'Enter') acts.main();
    else if (isPlain && event.key === ' ') acts.inspect();
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey)) acts.copy();
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = row.current?.getBoundingClientRect();
      if (box !== undefined) acts.openMenu({ x: box.left + 24, y: box.bottom });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const { verdict } = item.object;
  return (
    <>
      <div
        ref={row}
        role="treeitem"
        aria-level={depth + 1}
        aria-posinset={place}
        aria-setsize={total}
        aria-expanded={item.opens ? isOpen : undefined}
        aria-selected={false}
        tabIndex={isTabStop ? 0 : -1}
        className={item.place === '' ? 'object-row' : 'object-row with-place'}
        style={indented(depth)}
        onFocus={onFocus}
        onClick={() => {
          if (item.opens) setOpen(!isOpen);
        }}
        onDoubleClick={acts.main}
        onMouseDown={(event) => {
          // The second click of two would mark the words under it.
          if (event.detail > 1) event.preventDefault();
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          acts.openMenu({ x: event.clientX, y: event.clientY });
        }}
        onKeyDown={onKeyDown}
      >
        <span className="object-twist" aria-hidden="true">
          {item.opens && <Icon name={isOpen ? 'down' : 'forward'} size={11} />}
        </span>{' '}
        <span className={item.isNamed ? 'object-label' : 'object-label unnamed'}>
          <BidiIsolate text={item.name} />
        </span>{' '}
        <span className="object-value" title={item.value}>
          {(verdict === 'garbage' || verdict === 'never') && item.place !== '' && (
            <span className={`tone-${verdict} object-verdict`} title={VERDICT_SHORT[verdict]}>
              <Icon name={verdict} size={12} />
            </span>
          )}
          <BidiIsolate text={item.value} />
          <Marked address={item.object.address} />
        </span>{' '}
        <span className="object-meta">{item.meta}</span>
        {item.place !== '' && (
          <span className="object-place" title={item.place}>
            <BidiIsolate text={item.place} />
          </span>
        )}
        <RowButtons acts={acts} />
      </div>
      {acts.menu}
      {acts.viewer}
    </>
  );
}

/** What the pointer finds at the end of a row; the keyboard has the same in keys and menu. */
function RowButtons({ acts }: { readonly acts: RowActions }) {
  const button = (icon: 'show' | 'graph' | 'more', name: string, act: (at: Element) => void) => (
    <button
      type="button"
      tabIndex={-1}
      aria-label={name}
      data-tip={name}
      onClick={(event) => {
        event.stopPropagation();
        act(event.currentTarget);
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      <Icon name={icon} size={14} />
    </button>
  );
  return (
    <span className="object-buttons">
      {button('show', TREE.inspect, acts.inspect)}
      {button('graph', BUTTON.draw, acts.draw)}
      {button('more', TREE.menu, (at) => {
        const { left, bottom } = at.getBoundingClientRect();
        acts.openMenu({ x: left, y: bottom + 4 });
      })}
    </span>
  );
}

type RowActions = ReturnType<typeof useRowActions>;

function useRowActions(item: TreeItem) {
  const { view, export: exporting } = useActions();
  const { place } = useEntry();
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | null>(null);
  const [isViewed, setViewed] = useState(false);
  const closeMenu = useCallback(() => setMenuAt(null), []);
  const { object } = item;
  const selection = { node: object.node, name: objectName(object) };
  const inspect = () => view.navigate(place, selection);
  const draw = () => view.drawObject(selection);
  const show = () => setViewed(true);
  const copy = () => void exporting.copyValue(object.node);
  const items: MenuItem[][] = [
    [
      { label: TREE.inspect, icon: 'show', shortcut: TREE.space, onSelect: inspect },
      {
        label: BUTTON.draw,
        icon: 'graph',
        ...(item.opens ? { shortcut: '↵' } : {}),
        onSelect: draw,
      },
    ],
    [
      { label: TREE.view, icon: 'note', ...(item.opens ? {} : { shortcut: '↵' }), onSelect: show },
      { label: TREE.copyValue, icon: 'copy', onSelect: copy },
      {
        label: TREE.copyPath,
        icon: 'copy',
        disabled: object.path === '',
        onSelect: () => void exporting.copyText(object.path, object.path),
      },
      {
        label: BUTTON.copyAddress,
        icon: 'copy',
        onSelect: () => void exporting.copyText(object.address, object.address),
      },
    ],
  ];
  return {
    inspect,
    draw,
    copy,
    /** Of a plain value there is nothing to draw: it is read. */
    main: item.opens ? draw : show,
    openMenu: setMenuAt,
    menu: menuAt !== null && (
      <Menu label={TREE.menu} at={menuAt} groups={items} onClose={closeMenu} />
    ),
    viewer: isViewed && <ValueDialog object={object} onClose={() => setViewed(false)} />,
  };
}
