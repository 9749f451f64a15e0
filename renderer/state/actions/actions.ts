import type { HostApi } from '../../host/host-api.ts';
import type { AppStore } from '../store/app-store.ts';
import type { CompareActions } from './compare-actions.ts';
import { createCompareActions } from './compare-actions.ts';
import type { DrawActions } from './draw-actions.ts';
import { createDrawActions } from './draw-actions.ts';
import type { DumpActions } from './dump-actions.ts';
import { createDumpActions } from './dump-actions.ts';
import type { ExportActions } from './export-actions.ts';
import { createExportActions } from './export-actions.ts';
import type { FleetActions } from './fleet-actions.ts';
import { createFleetActions } from './fleet-actions.ts';
import type { HelpActions } from './help-actions.ts';
import { createHelpActions } from './help-actions.ts';
import type { LinkActions } from './link-actions.ts';
import { createLinkActions } from './link-actions.ts';
import type { MarkActions } from './mark-actions.ts';
import { createMarkActions } from './mark-actions.ts';
import type { ProcessActions } from './process-actions.ts';
import { createProcessActions } from './process-actions.ts';
import type { SourceActions } from './source-actions.ts';
import { createSourceActions } from './source-actions.ts';
import type { TimelineActions } from './timeline-actions.ts';
import { createTimelineActions } from './timeline-actions.ts';
import type { ViewActions } from './view-actions.ts';
import { createViewActions } from './view-actions.ts';
import { createWatchActions, type WatchActions } from './watch-actions.ts';
import type { WindowActions } from './window-actions.ts';
import { createWindowActions } from './window-actions.ts';

/** Everything a view may do. */
export interface Actions {
  readonly dumps: DumpActions;
  readonly view: ViewActions;
  readonly draw: DrawActions;
  readonly window: WindowActions;
  readonly export: ExportActions;
  readonly help: HelpActions;
  readonly links: LinkActions;
  readonly marks: MarkActions;
  readonly compare: CompareActions;
  readonly fleet: FleetActions;
  readonly timeline: TimelineActions;
  readonly processes: ProcessActions;
  readonly watch: WatchActions;
  readonly source: SourceActions;
}

export function createActions(
  store: AppStore,
  host: HostApi,
  storage: Pick<Storage, 'setItem'> | null,
): Actions {
  const window = createWindowActions(store, storage);
  const view = createViewActions(store);
  const marks = createMarkActions(store, host, view, window.notify);
  const exporting = createExportActions(store, host, window.notify);
  const dumps = createDumpActions(store, host, window.notify, marks.load);
  const compare = createCompareActions(store, host, dumps, view, window.notify);
  return {
    dumps,
    view,
    marks,
    links: createLinkActions(store, view, window.notify),
    draw: createDrawActions(store, view, window.notify),
    window,
    export: exporting,
    source: createSourceActions(store, host.source, exporting.copyText, window.notify),
    help: createHelpActions(store, dumps, window),
    compare,
    fleet: createFleetActions(store, host, dumps, window.notify),
    watch: createWatchActions(store, host, dumps),
    processes: createProcessActions(store, host, dumps, compare),
    timeline: createTimelineActions(store, dumps, view),
  };
}
