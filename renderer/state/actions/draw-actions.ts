import type { NodeIndex } from '../../../shared/heap/heap-graph.ts';
import type { DumpRequest } from '../../../shared/protocol/channels.ts';
import { OBJECT_FIELDS } from '../../../shared/query/fields.ts';
import { printFilter } from '../../../shared/query/print.ts';
import { errorOf } from '../store/answers.ts';
import type { AppStore } from '../store/app-store.ts';
import { activeTab } from '../store/app-store.ts';
import { NOTICE } from '../store/strings.ts';
import { objectName } from '../view/object-name.ts';
import type { ViewActions } from './view-actions.ts';

export interface DrawActions {
  /** Draws what a query selects, or the first thousand of it, as one drawing. */
  drawQuery(query: DumpRequest<'objects'>['query']): Promise<void>;
  /** Draws the object at an address, if the dump has it. */
  drawAt(address: string): Promise<void>;
  /** Draws all objects of the type of this one. */
  drawType(node: NodeIndex): Promise<void>;
}

/** The most that one page brings, and that one drawing starts from. */
const MAX_OBJECTS = 1000;

/** Drawings of many objects: what they are has to be asked first. */
export function createDrawActions(
  store: AppStore,
  view: ViewActions,
  notify: (text: string, tone?: 'info' | 'problem') => void,
): DrawActions {
  const readyTab = () => {
    const tab = activeTab(store.getState());
    return tab?.status === 'ready' ? tab : null;
  };
  /** Runs while the same dump is in view; says why not, if not. */
  const attempt = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (thrown) {
      const error = errorOf(thrown);
      if (error.code !== 'cancelled') notify(error.message, 'problem');
    }
  };

  const drawQuery: DrawActions['drawQuery'] = (query) =>
    attempt(async () => {
      const tab = readyTab();
      if (tab === null) return;
      const { cuts } = tab;
      const { rows, total } = await tab.dump.ask('objects', {
        query,
        cuts,
        offset: 0,
        limit: MAX_OBJECTS,
      });
      if (readyTab()?.id !== tab.id) return;
      if (total > rows.length) {
        notify(NOTICE.drawnPart(rows.length, total));
      }
      view.drawObjects(rows.map((row) => ({ node: row.node, name: objectName(row) })));
    });

  return {
    drawQuery,
    drawAt: (address) =>
      attempt(async () => {
        const tab = readyTab();
        if (tab === null) return;
        const [row] = (await tab.dump.ask('locate', { addresses: [address], types: [] })).objects;
        if (readyTab()?.id !== tab.id) return;
        if (row == null) notify(NOTICE.notInDump);
        else view.drawObject({ node: row.node, name: objectName(row) });
      }),
    drawType: (node) =>
      attempt(async () => {
        const tab = readyTab();
        if (tab === null) return;
        const { row } = await tab.dump.ask('object', { node, cuts: tab.cuts });
        const where = printFilter(
          {
            kind: 'compare',
            field: 'type',
            operator: '=',
            value: { form: 'text', text: row.type },
          },
          OBJECT_FIELDS,
        );
        await drawQuery({
          where,
          typeIndex: null,
          familyId: null,
          sort: 'shallowSize',
          descending: true,
        });
      }),
  };
}
