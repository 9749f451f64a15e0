import type { HostApi, ListedProcess } from '../../host/host-api.ts';
import type { AppStore } from '../store/app-store.ts';
import { activeTab } from '../store/app-store.ts';
import { isDump } from '../store/tab.ts';
import type { CompareActions } from './compare-actions.ts';
import type { DumpActions } from './dump-actions.ts';

export interface ProcessActions {
  /** Lists the processes anew. */
  refresh(): Promise<void>;
  /** Reads a process as it is now; where it was read before, compares with that. */
  read(process: ListedProcess): Promise<void>;
}

/** Python processes of this machine, read from outside. */
export function createProcessActions(
  store: AppStore,
  host: HostApi,
  dumps: DumpActions,
  compare: CompareActions,
): ProcessActions {
  return {
    async refresh() {
      const processes = await host.pythonProcesses().catch(() => null);
      store.setState({ processes });
    },
    async read({ handle }) {
      const earlier = store
        .getState()
        .tabs.findLast((tab) => isDump(tab) && host.isSame(tab.handle, handle));
      await dumps.open(handle);
      const now = activeTab(store.getState());
      if (earlier === undefined || !isDump(now) || now.id === earlier.id) return;
      // Somebody may have turned to another tab while it was read.
      if (host.isSame(now.handle, handle)) compare.choose([earlier.id]);
    },
  };
}
