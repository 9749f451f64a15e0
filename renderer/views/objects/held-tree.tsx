import type { KeyboardEvent } from 'react';
import { useRef, useState } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { DumpRequest } from '../../../shared/protocol/channels.ts';
import type { HeldBranch, HeldPathsResult } from '../../../shared/protocol/paths-schemas.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { objectName } from '../../state/view/object-name.ts';
import { HELD_PATHS } from '../strings-objects.ts';
import { formatShare } from '../widgets/format.ts';
import { Icon } from '../widgets/icons.tsx';

type Objects = DumpRequest<'heldPaths'>['objects'];

/** Steps that one more question brings. */
const PAGE = 100;
/** Steps through which so much of the whole goes are open at first. */
const OPEN_SHARE = 0.1;

interface Shared {
  readonly objects: Objects;
  readonly total: number;
  readonly active: number;
  readonly setActive: (branch: number) => void;
}

/** The steps that the paths have in common, to be opened and walked with the arrow keys. */
export function HeldTree({
  found,
  objects,
}: {
  readonly found: HeldPathsResult;
  readonly objects: Objects;
}) {
  const tree = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(found.branches[0]?.branch ?? 0);
  const shared = { objects, total: found.objects, active, setActive };
  return (
    <div
      ref={tree}
      role="tree"
      aria-label={HELD_PATHS.title}
      className="held-tree"
      onKeyDown={(event) => walk(event, tree.current)}
    >
      <Branches
        under={0}
        branches={found.branches}
        hidden={found.hidden}
        depth={0}
        shared={shared}
      />
    </div>
  );
}

interface BranchesProps {
  readonly under: number;
  readonly branches: readonly HeldBranch[];
  readonly hidden: HeldBranch['hidden'];
  readonly depth: number;
  readonly shared: Shared;
}

/** The steps after one, and on demand those that the answer left out. */
function Branches({ under, branches, hidden, depth, shared }: BranchesProps) {
  const { cuts } = useReadyTab();
  const [limit, setLimit] = useState(0);
  const more = useAnswer(
    'heldPaths',
    limit === 0 ? null : { objects: shared.objects, cuts, under, limit },
  );
  const shown = more.value?.branches ?? branches;
  const rest = more.value?.hidden ?? hidden;
  return (
    <>
      {shown.map((branch) => (
        <Branch key={branch.branch} branch={branch} depth={depth} shared={shared} />
      ))}
      {rest.branches > 0 && limit < MAX_BRANCHES && (
        <More
          text={
            more.isStale && limit > 0
              ? HELD_PATHS.waiting
              : `${HELD_PATHS.more(rest.branches)} · ${HELD_PATHS.objects(rest.objects)}`
          }
          depth={depth}
          onAsk={() => setLimit(Math.min(MAX_BRANCHES, Math.max(limit * 2, shown.length + PAGE)))}
        />
      )}
    </>
  );
}

/** The last item of a level: what the answer left out there. */
function More({
  text,
  depth,
  onAsk,
}: {
  readonly text: string;
  readonly depth: number;
  readonly onAsk: () => void;
}) {
  return (
    <div
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={false}
      tabIndex={-1}
      className="held-branch held-more"
      style={indented(depth)}
      onClick={onAsk}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        onAsk();
      }}
    >
      {text}
    </div>
  );
}

const MAX_BRANCHES = 1000;
const INDENT = 18;

function indented(depth: number): { readonly paddingInlineStart: string } {
  return { paddingInlineStart: `${Math.min(depth, 12) * INDENT + 6}px` };
}

function Branch({
  branch,
  depth,
  shared,
}: {
  readonly branch: HeldBranch;
  readonly depth: number;
  readonly shared: Shared;
}) {
  const { view } = useActions();
  const { children, hidden, objects, here, exampleObject: example } = branch;
  const hasMore = children.length > 0 || hidden.branches > 0;
  const [isOpen, setOpen] = useState(children.length > 0 && objects >= OPEN_SHARE * shared.total);
  const select = () => view.select({ node: example.node, name: objectName(example) });
  return (
    <>
      <div
        role="treeitem"
        aria-level={depth + 1}
        aria-expanded={hasMore ? isOpen : undefined}
        aria-selected={shared.active === branch.branch}
        tabIndex={shared.active === branch.branch ? 0 : -1}
        className="held-branch"
        style={indented(depth)}
        onFocus={() => shared.setActive(branch.branch)}
        onClick={() => (hasMore ? setOpen(!isOpen) : select())}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget) return;
          if (event.key === 'ArrowRight' && hasMore && !isOpen) setOpen(true);
          else if (event.key === 'ArrowLeft' && hasMore && isOpen) setOpen(false);
          else if (event.key === 'Enter' || event.key === ' ') select();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <span className="held-twist" aria-hidden="true">
          {hasMore && <Icon name={isOpen ? 'down' : 'forward'} size={11} />}
        </span>
        <span className="held-count">{formatCount(objects)}</span>
        <span className="held-share muted">{formatShare(objects, shared.total)}</span>
        <span className="held-steps">
          {branch.steps.map(({ label, type }, at) => (
            // Steps follow each other; their place is their identity.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            <span key={at} className="held-step">
              {at > 0 && <Icon name="forward" size={10} />}
              <bdi className="mono">{label}</bdi> <bdi>{shortName(type)}</bdi>
            </span>
          ))}
        </span>
        <span className="muted held-bytes">
          {here > 0 && here < objects ? `${HELD_PATHS.here(here)} · ` : ''}
          {formatBytes(branch.shallowBytes)}
        </span>
      </div>
      {isOpen && (
        <Branches
          under={branch.branch}
          branches={children}
          hidden={hidden}
          depth={depth + 1}
          shared={shared}
        />
      )}
    </>
  );
}

/** Up and down, to the first and the last; left goes to the step before. */
function walk(event: KeyboardEvent, tree: HTMLDivElement | null): void {
  const items = [...(tree?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const level = (item: HTMLElement | undefined) => Number(item?.ariaLevel ?? 0);
  const before = items.slice(0, Math.max(0, at)).reverse();
  const next =
    event.key === 'ArrowDown'
      ? items[at + 1]
      : event.key === 'ArrowUp'
        ? items[at - 1]
        : event.key === 'Home'
          ? items[0]
          : event.key === 'End'
            ? items.at(-1)
            : event.key === 'ArrowLeft'
              ? before.find((item) => level(item) < level(items[at]))
              : event.key === 'ArrowRight'
                ? items[at + 1]
                : undefined;
  if (next === undefined || at < 0) return;
  event.preventDefault();
  next.focus();
}

function shortName(type: string): string {
  return type.slice(type.lastIndexOf('.') + 1);
}
