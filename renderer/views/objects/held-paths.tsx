import './held-paths.css';
import type { DumpRequest } from '../../../shared/protocol/channels.ts';
import type { HeldPathsResult } from '../../../shared/protocol/paths-schemas.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { HELD_PATHS } from '../strings-objects.ts';
import { IconButton } from '../widgets/controls.tsx';
import { Failure } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { branchesAsText } from './held-paths-text.ts';
import { HeldTree } from './held-tree.tsx';

type Query = DumpRequest<'objects'>['query'];

/** Steps of the tree that come with the first answer. */
const FIRST_STEPS = 60;

/** How all listed objects are held: the tree their paths have in common, above the list. */
export function HeldPathsPanel({
  query,
  onClose,
}: {
  readonly query: Omit<Query, 'sort' | 'descending'>;
  readonly onClose: () => void;
}) {
  const { cuts } = useReadyTab();
  const { export: exporting } = useActions();
  // In whatever order they are listed, they are the same objects.
  const objects = { query: { ...query, sort: 'shallowSize', descending: true } } as const;
  const answer = useAnswer('heldPaths', { objects, cuts, under: 0, limit: FIRST_STEPS });
  const found = answer.value;
  return (
    <section className="held-paths" aria-label={HELD_PATHS.title} aria-busy={answer.isStale}>
      <header>
        <h2>{HELD_PATHS.title}</h2>
        {found !== null && (
          <button
            type="button"
            className="button quiet"
            onClick={() => void exporting.copyText(branchesAsText(found), HELD_PATHS.copied)}
          >
            <Icon name="copy" size={14} />
            {HELD_PATHS.copy}
          </button>
        )}
        <IconButton icon="close" name={HELD_PATHS.close} onClick={onClose} />
      </header>
      {answer.error !== null && <Failure error={answer.error} onRetry={answer.retry} />}
      {found === null && answer.error === null && (
        <p className="muted" role="status">
          {answer.progress?.phase ?? HELD_PATHS.waiting}
        </p>
      )}
      {found !== null && <Found key={found.text} found={found} objects={objects} />}
    </section>
  );
}

function Found({
  found,
  objects,
}: {
  readonly found: HeldPathsResult;
  readonly objects: DumpRequest<'heldPaths'>['objects'];
}) {
  return (
    <>
      <p className="held-paths-lead">{found.text}</p>
      {found.unreached.map(({ verdict, objects: count }) => (
        <p key={verdict} className={`tone-${verdict}`}>
          {HELD_PATHS.unreached(verdict, count)}
        </p>
      ))}
      {found.branches.length > 0 && <HeldTree found={found} objects={objects} />}
      {found.partial && <p className="muted">{HELD_PATHS.partial}</p>}
    </>
  );
}
