import { useEffect } from 'react';
import { useActions, useAppState } from '../../state/react/context.ts';
import type { Notice } from '../../state/store/app-store.ts';
import { WINDOW } from '../../views/strings-app.ts';
import { IconButton } from '../../views/widgets/controls.tsx';

const SHOWN_MS = { info: 4_000, problem: 12_000 } as const;

/** What just happened, said once and gone. */
export function Notices() {
  const notices = useAppState((state) => state.notices);
  return (
    <div className="notices" role="status" aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice }: { readonly notice: Notice }) {
  const { window } = useActions();
  useEffect(() => {
    const timer = setTimeout(() => window.dismiss(notice.id), SHOWN_MS[notice.tone]);
    return () => clearTimeout(timer);
  }, [notice, window]);
  return (
    <div className={`notice ${notice.tone}`}>
      <span>{notice.text}</span>
      <IconButton icon="close" name={WINDOW.dismiss} onClick={() => window.dismiss(notice.id)} />
    </div>
  );
}
