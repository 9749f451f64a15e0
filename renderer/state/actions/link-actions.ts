import type { HostApi } from '../../host/host-api.ts';
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
  /** Puts the address of the present view on the clipboard. */
  copy(): Promise<void>;
}

/** Links to views, given away and followed. */
export function createLinkActions(
  store: AppStore,
  host: HostApi,
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
      const { addressBar } = host;
      if (tab?.status !== 'ready' || addressBar === null) return;
      try {
        const link = await tab.names.link(currentEntry(tab.history));
        await navigator.clipboard.writeText(addressBar.addressOf(link));
        notify(NOTICE.copiedLink, 'info');
      } catch {
        notify(NOTICE.noClipboard);
      }
    },
  };
}
