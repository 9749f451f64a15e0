import { formatCount } from '../../../shared/base/units.ts';
import type { ContentRow } from '../../../shared/protocol/content-schemas.ts';
import type { ObjectRow } from '../../../shared/protocol/schemas.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { INSPECTOR } from '../strings-inspector.ts';
import { ObjectTree } from '../tree/object-tree.tsx';
import { Failure } from '../widgets/feedback.tsx';

/** Rows that are shown unasked: what stands below them must not be far. */
const FIRST = { contents: 15, referrers: 8 } as const;

/** Attributes, variables and items, each with its value, to be opened in place. */
export function ContentsSection({ row }: { readonly row: ObjectRow }) {
  const { cuts } = useReadyTab();
  // The tree asks the same, so that this costs nothing.
  const page = useAnswer('contents', { node: row.node, cuts, offset: 0, limit: FIRST.contents });
  const rows = page.value?.rows ?? [];
  const title = titleOf(rows);
  if (page.error !== null) return <Failure error={page.error} onRetry={page.retry} />;
  // A number or a text holds nothing, and its value stands above.
  if (page.value !== null && page.value.total === 0) return null;
  return (
    <section aria-label={title} aria-busy={page.isStale}>
      <h3>
        {title} <Total count={page.value?.total ?? 0} shown={rows.length} />
      </h3>
      <ObjectTree node={row.node} direction="contents" label={title} first={FIRST.contents} />
    </section>
  );
}

/** What the first rows are: one word, as Python people say it. */
function titleOf([first]: readonly ContentRow[]): string {
  switch (first?.kind) {
    case 'variable':
      return INSPECTOR.variables;
    case 'item':
    case 'key':
      return INSPECTOR.items;
    case 'other':
      return INSPECTOR.contents;
    default:
      return INSPECTOR.attributes;
  }
}

/** Who refers to the object, each with the reference that does it, and who refers to those. */
export function ReferrersSection({
  node,
  count,
}: {
  readonly node: number;
  readonly count: number;
}) {
  return (
    <section aria-label={INSPECTOR.referrers}>
      <h3>
        {INSPECTOR.referrers} <Total count={count} shown={0} />
      </h3>
      {count === 0 ? (
        <p className="muted">{INSPECTOR.noReferrers}</p>
      ) : (
        <ObjectTree
          node={node}
          direction="referrers"
          label={INSPECTOR.referrers}
          first={FIRST.referrers}
        />
      )}
    </section>
  );
}

/** How many there are, where one does not see it. */
function Total({ count, shown }: { readonly count: number; readonly shown: number }) {
  return count > shown ? <span className="muted">{formatCount(count)}</span> : null;
}
