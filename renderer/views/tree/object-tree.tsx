import './tree.css';
import { createContext, useContext, useMemo, useRef, useState } from 'react';
import { formatCount } from '../../../shared/base/units.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { TREE } from '../strings-inspector.ts';
import type { TreeDirection, TreeItem } from './tree-item.ts';
import { contentItem, referrerItem } from './tree-item.ts';
import { indented, ObjectTreeRow } from './tree-row.tsx';
import { walkTree } from './walk-tree.ts';

/** Rows of a level that one more question brings. */
const PAGE = 100;

interface Roving {
  /** The row that Tab comes to; null: the first. */
  readonly active: string | null;
  readonly setActive: (key: string) => void;
}

const RovingContext = createContext<Roving>({ active: null, setActive: () => undefined });

interface ObjectTreeProps {
  readonly node: number;
  readonly direction: TreeDirection;
  readonly label: string;
  /** Rows of the first level that are shown unasked. */
  readonly first: number;
}

/**
 * What is in an object, or what refers to it, level by level, as deep as one likes. Every level
 * comes by the page.
 */
export function ObjectTree({ node, direction, label, first }: ObjectTreeProps) {
  const tree = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const roving = useMemo(() => ({ active, setActive }), [active]);
  return (
    <RovingContext value={roving}>
      <div
        ref={tree}
        role="tree"
        aria-label={label}
        className="object-tree"
        onKeyDown={(event) => {
          if (event.altKey || event.ctrlKey || event.metaKey || tree.current === null) return;
          if (walkTree(event.key, tree.current)) event.preventDefault();
        }}
      >
        <Level node={node} direction={direction} depth={0} path="" first={first} />
      </div>
    </RovingContext>
  );
}

interface LevelProps {
  readonly node: number;
  readonly direction: TreeDirection;
  readonly depth: number;
  /** Which rows lead here, by their places: the identity of rows, since objects come twice. */
  readonly path: string;
  readonly first: number;
}

/** One level: as many pages as were asked for, and a row that brings the next. */
function Level({ first, ...level }: LevelProps) {
  const [pages, setPages] = useState(1);
  return Array.from({ length: pages }, (_, page) => (
    <LevelPage
      // Pages follow one another; their place is their identity.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above.
      key={page}
      {...level}
      offset={page === 0 ? 0 : first + (page - 1) * PAGE}
      limit={page === 0 ? first : PAGE}
      onMore={page === pages - 1 ? () => setPages(pages + 1) : null}
    />
  ));
}

interface LevelPageProps extends Omit<LevelProps, 'first'> {
  readonly offset: number;
  readonly limit: number;
  readonly onMore: (() => void) | null;
}

function LevelPage({ node, direction, depth, path, offset, limit, onMore }: LevelPageProps) {
  const found = usePage(direction, node, offset, limit);
  if (found.error !== null) {
    return (
      <Remark depth={depth} path={`${path}/${offset}!`} onAsk={found.retry}>
        {found.error.message}
      </Remark>
    );
  }
  if (found.items === null) return null;
  const end = offset + found.items.length;
  return (
    <>
      {found.items.map((item, index) => {
        const place = offset + index;
        const own = `${path}/${place}`;
        return (
          <Branch
            key={own}
            item={item}
            direction={direction}
            depth={depth}
            path={own}
            place={place + 1}
            total={found.total}
          />
        );
      })}
      {onMore !== null && end < found.total && found.items.length > 0 && (
        <Remark depth={depth} path={`${path}/${end}+`} onAsk={onMore}>
          {TREE.more(
            formatCount(Math.min(PAGE, found.total - end)),
            formatCount(found.total - end),
          )}
        </Remark>
      )}
    </>
  );
}

/** One question for either direction; the other is not asked. */
function usePage(direction: TreeDirection, node: number, offset: number, limit: number) {
  const { cuts } = useReadyTab();
  const isContents = direction === 'contents';
  const contents = useAnswer('contents', isContents ? { node, cuts, offset, limit } : null);
  const references = useAnswer(
    'references',
    isContents ? null : { node, direction: 'referrers', offset, limit },
  );
  const asked = isContents ? contents : references;
  const items: readonly TreeItem[] | null = isContents
    ? (contents.value?.rows.map(contentItem) ?? null)
    : (references.value?.rows.map(referrerItem) ?? null);
  return { items, total: asked.value?.total ?? 0, error: asked.error, retry: asked.retry };
}

/** Rows of a level that was opened, unasked. */
const FIRST_WITHIN = 50;

interface BranchProps {
  readonly item: TreeItem;
  readonly direction: TreeDirection;
  readonly depth: number;
  readonly path: string;
  readonly place: number;
  readonly total: number;
}

function Branch({ item, direction, depth, path, place, total }: BranchProps) {
  const { active, setActive } = useContext(RovingContext);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ObjectTreeRow
        item={item}
        depth={depth}
        place={place}
        total={total}
        isOpen={isOpen}
        setOpen={setOpen}
        isTabStop={active === path || (active === null && path === '/0')}
        onFocus={() => setActive(path)}
      />
      {isOpen && (
        <Level
          node={item.object.node}
          direction={direction}
          depth={depth + 1}
          path={path}
          first={FIRST_WITHIN}
        />
      )}
    </>
  );
}

/** A row that is no object: it brings more, or asks again. */
function Remark({
  depth,
  path,
  onAsk,
  children,
}: {
  readonly depth: number;
  readonly path: string;
  readonly onAsk: () => void;
  readonly children: string;
}) {
  const { active, setActive } = useContext(RovingContext);
  return (
    <div
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={false}
      tabIndex={active === path ? 0 : -1}
      className="object-remark"
      style={indented(depth)}
      onFocus={() => setActive(path)}
      onClick={onAsk}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        onAsk();
      }}
    >
      {children}
    </div>
  );
}
