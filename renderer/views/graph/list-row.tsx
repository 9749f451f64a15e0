// biome-ignore-all lint/a11y/useSemanticElements: a tree of rows has no element of its own.
import { Marked } from '../marks/marked.tsx';
import { GRAPH, MARK, SCENE_LIST } from '../strings-graph.ts';
import { Icon } from '../widgets/icons.tsx';
import type { SceneAction } from './scene-actions.ts';
import type { TreeRow } from './scene-tree.ts';
import { edgeMarks, nodeMarks, rowWords } from './scene-words.ts';

interface ListRowProps {
  readonly row: TreeRow;
  /** Where the keyboard is: the tree's one stop in the tab order. */
  readonly isActive: boolean;
  readonly isPicked: boolean;
  readonly isOpen: boolean;
  /** Cuts the reference that the row hangs on. */
  readonly cut: SceneAction | null;
  readonly onPick: () => void;
  readonly onOpen: () => void;
  readonly onToggle: () => void;
  readonly onMenu: () => void;
}

/** What the colour of a line and the marks of its reference say already. */
const TOLD_BY_THE_LINE: ReadonlySet<string> = new Set([MARK.inCycle, MARK.inFamily, MARK.onPath]);

/** One line of the list. */
export function ListRow(props: ListRowProps) {
  const { row, isActive, isPicked, isOpen, cut, onPick, onOpen, onToggle, onMenu } = props;
  const { node, edge, side, level, place, siblings, hasChildren, isRepeat } = row;
  const isCycle = edge?.inCycle ?? node.inCycle;
  const isPath = edge?.onPath ?? node.onPath;
  const notes = [
    ...(edge === null ? [] : edgeMarks(edge)),
    ...(isRepeat ? [] : nodeMarks(node).filter((mark) => !TOLD_BY_THE_LINE.has(mark))),
    isRepeat ? SCENE_LIST.repeated : '',
  ].filter((note) => note !== '');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the keys.
    <div
      role="row"
      data-key={row.key}
      className={`tree-row${isCycle ? ' in-cycle' : isPath ? ' on-path' : ''}`}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-selected={isPicked}
      aria-expanded={hasChildren ? isOpen : undefined}
      tabIndex={isActive ? 0 : -1}
      onClick={onPick}
      onDoubleClick={onOpen}
      onContextMenu={(event) => {
        event.preventDefault();
        onMenu();
      }}
    >
      <span role="cell" className="tree-what" style={{ paddingInlineStart: (level - 1) * 18 }}>
        {hasChildren ? (
          <button
            type="button"
            className={isOpen ? 'tree-twist open' : 'tree-twist'}
            // The row itself is opened by the arrow keys; this is for the pointer.
            tabIndex={-1}
            aria-label={isOpen ? SCENE_LIST.close : SCENE_LIST.open}
            onClick={(event) => {
              event.stopPropagation();
              onToggle();
            }}
          >
            <Icon name="forward" size={11} />
          </button>
        ) : (
          <span className="tree-twist" />
        )}
        {edge !== null && (
          <span className="tree-label">
            <span className="visually-hidden">{side} </span>
            <span aria-hidden="true" className="tree-arrow">
              {side === 'referrer' ? '↑' : '↓'}
            </span>
            <span className="mono">{edge.fullLabel}</span>
          </span>
        )}
        <b>{node.title}</b>
        <Marked address={node.address} />
        <span className="muted truncate">
          {[...node.lines, ...rowWords(node), node.rootLabel]
            .filter((line) => line !== '')
            .join(' · ')}
        </span>
      </span>
      <span role="cell" className="tree-notes muted truncate">
        {notes.join(', ')}
      </span>
      <span role="cell" className="tree-actions">
        {cut !== null && cut.run !== null && (
          <button
            type="button"
            className="button quiet icon-only"
            tabIndex={-1}
            aria-label={cut.label}
            aria-pressed={cut.isOn}
            data-tip={`${cut.label}  ${cut.shortcut}`}
            onClick={(event) => {
              event.stopPropagation();
              cut.run?.();
            }}
          >
            <Icon name="cut" size={14} />
          </button>
        )}
        <button
          type="button"
          className="button quiet icon-only"
          tabIndex={-1}
          aria-label={GRAPH.actionsOn(node.title)}
          data-tip={GRAPH.actions}
          onClick={(event) => {
            event.stopPropagation();
            onMenu();
          }}
        >
          <Icon name="more" size={14} />
        </button>
      </span>
    </div>
  );
}
