import type { CSSProperties } from 'react';

/** A share from 0 to 1 as a bar, beside the number that says it; it says nothing by itself. */
export function ShareBar({ share }: { readonly share: number }) {
  const within = Number.isFinite(share) ? Math.min(Math.max(share, 0), 1) : 0;
  return (
    <span
      className="share-bar"
      aria-hidden="true"
      style={{ '--share': `${within * 100}%` } as CSSProperties}
    />
  );
}
