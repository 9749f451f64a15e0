import { MAX_MARKS } from '../../../shared/protocol/kept.ts';
import type { HostApi } from '../../host/host-api.ts';
import { errorOf } from '../store/answers.ts';
import type { AppStore } from '../store/app-store.ts';
import { activeTab } from '../store/app-store.ts';
import type { Markable, Marks } from '../store/marks.ts';
import { markOf, NO_MARKS, withMark } from '../store/marks.ts';
import { NOTICE } from '../store/strings.ts';
import { currentEntry } from '../view/history.ts';
import { objectName } from '../view/object-name.ts';
import type { ViewActions } from './view-actions.ts';

export interface MarkActions {
  /** Brings what was kept for a dump that has just been opened. */
  load(fingerprint: string): Promise<void>;
  toggleStar(object: Markable): void;
  /** Marks or unmarks the object that the inspector shows. */
  toggleSelected(): Promise<void>;
  setNote(object: Markable, note: string): void;
  remove(object: Markable): void;
  /** Draws a marked object, if the dump has it. */
  open(object: Markable): Promise<void>;
}

/** Bookmarks and notes on objects of the dump in view, kept by the host under its content. */
export function createMarkActions(
  store: AppStore,
  host: HostApi,
  view: Pick<ViewActions, 'drawObject'>,
  notify: (text: string) => void,
): MarkActions {
  /** What is to be written next, by dump: only the last word counts. */
  const unwritten = new Map<string, { readonly name: string; readonly marks: Marks }>();
  let isWriting = false;

  const put = (fingerprint: string, marks: Marks) =>
    store.setState((state) => ({ marks: { ...state.marks, [fingerprint]: marks } }));

  const writeAll = async () => {
    for (;;) {
      const [next] = unwritten;
      if (next === undefined) break;
      const [fingerprint, { name, marks }] = next;
      unwritten.delete(fingerprint);
      try {
        await host.saveMarks(fingerprint, { name: name.slice(0, 300), marks: [...marks] });
      } catch (thrown) {
        notify(NOTICE.notesNotKept(errorOf(thrown).message));
      }
    }
    isWriting = false;
  };

  const change = (edit: (marks: Marks) => Marks | null) => {
    const tab = activeTab(store.getState());
    if (tab?.status !== 'ready') return;
    const { fingerprint } = tab.names;
    const before = store.getState().marks[fingerprint] ?? NO_MARKS;
    const after = edit(before);
    if (after === null) {
      notify(NOTICE.tooManyMarks(MAX_MARKS));
      return;
    }
    put(fingerprint, after);
    if (fingerprint === '') return;
    unwritten.set(fingerprint, { name: tab.name, marks: after });
    if (isWriting) return;
    isWriting = true;
    void writeAll();
  };

  const toggleStar = (object: Markable) =>
    change((marks) =>
      withMark(marks, object, { isStarred: markOf(marks, object.address)?.isStarred !== true }),
    );

  return {
    async load(fingerprint) {
      if (fingerprint === '' || store.getState().marks[fingerprint] !== undefined) return;
      const kept = await host.loadMarks(fingerprint).catch(() => null);
      if (kept !== null && store.getState().marks[fingerprint] === undefined) {
        put(fingerprint, kept.marks);
      }
    },
    toggleStar,
    async toggleSelected() {
      const tab = activeTab(store.getState());
      if (tab?.status !== 'ready') return;
      const node = currentEntry(tab.history).selection?.node;
      if (node === undefined) return;
      try {
        const [object] = (await tab.dump.ask('identify', { nodes: [node] })).objects;
        if (object != null) toggleStar(object);
      } catch (thrown) {
        notify(errorOf(thrown).message);
      }
    },
    setNote: (object, note) => change((marks) => withMark(marks, object, { note })),
    async open({ address, type }) {
      const tab = activeTab(store.getState());
      if (tab?.status !== 'ready') return;
      try {
        const located = await tab.dump.ask('locate', { addresses: [address], types: [] });
        const row = located.objects[0] ?? null;
        if (row?.type !== type) notify(NOTICE.notInDump);
        else view.drawObject({ node: row.node, name: objectName(row) });
      } catch (thrown) {
        notify(errorOf(thrown).message);
      }
    },
    remove: (object) => change((marks) => withMark(marks, object, { isStarred: false, note: '' })),
  };
}
