import { shellWord } from '../../../shared/base/shell-word.ts';
import { dumpOfLink } from '../links/view-link.ts';
import { errorOf } from '../store/answers.ts';
import type { AppStore } from '../store/app-store.ts';
import { activeTab } from '../store/app-store.ts';
import { linkNotice } from '../store/resume.ts';
import { NOTICE } from '../store/strings.ts';
import { currentEntry } from '../view/history.ts';
import type { ViewActions } from './view-actions.ts';

export interface LinkActions {
  /** Goes where a link leads, in the open dump it is about. */
  follow(link: string): Promise<void>;
  /** Puts the command that opens the present view on the clipboard, for whoever has the file. */
  copy(): Promise<void>;
}

/** Links to views, given away and followed. */
export function createLinkActions(
  store: AppStore,
  view: ViewActions,
  notify: (text: string, tone?: 'info' | 'problem') => void,
): LinkActions {
  return {
    async follow(link) {
      const { tabs, activeTabId } = store.getState();
      const dump = dumpOfLink(link);
      const tab = tabs.find((candidate) =>
        dump === ''
          ? candidate.id === activeTabId
          : candidate.status === 'ready' && candidate.names.fingerprint === dump,
      );
      if (tab?.status !== 'ready') {
        notify(NOTICE.linkElsewhere);
        return;
      }
      try {
        const [read] = await tab.names.read([link]);
        if (read === undefined) return;
        const notice = linkNotice(read);
        if (notice !== '') notify(notice);
        if (!('view' in read)) return;
        store.setState({ activeTabId: tab.id, dialog: 'none' });
        view.show(read.view);
      } catch (thrown) {
        notify(errorOf(thrown).message);
      }
    },
    async copy() {
      const tab = activeTab(store.getState());
      if (tab?.status !== 'ready') return;
      try {
        const link = await tab.names.link(currentEntry(tab.history));
        const words = ['ouroboros', 'open', tab.name, '--view', link];
        await navigator.clipboard.writeText(words.map(shellWord).join(' '));
        notify(NOTICE.copiedLink, 'info');
      } catch {
        notify(NOTICE.noClipboard);
      }
    },
  };
}
