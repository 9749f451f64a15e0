import type { NodeIndex } from '../../../shared/heap/heap-graph.ts';
import type { ExportOptions } from '../../../shared/protocol/schemas.ts';
import type { HostApi } from '../../host/host-api.ts';
import { sceneQuestion } from '../drawing/scene-edits.ts';
import { errorOf } from '../store/answers.ts';
import type { AppStore } from '../store/app-store.ts';
import { activeTab } from '../store/app-store.ts';
import { NOTICE } from '../store/strings.ts';
import { currentEntry } from '../view/history.ts';
import type { Raster } from './rasterise.ts';
import { rasterise } from './rasterise.ts';

export interface ExportActions {
  /** Saves the present drawing; says where, or why not. */
  exportDrawing(options: ExportOptions): Promise<void>;
  /** Saves a report on the dump in view, or on one family of it; says where, or why not. */
  saveReport(options: {
    familyId: number | null;
    redact: boolean;
    withNotes: boolean;
  }): Promise<void>;
  /** Puts what leaks, or an object and what keeps it alive, on the clipboard as Markdown. */
  copyFinding(about: { node: NodeIndex | null; redact: boolean }): Promise<void>;
  /** Saves a drawing made of pixels, under the name its SVG would have. */
  savePicture(picture: Raster, name: string): Promise<void>;
  copyPicture(picture: Raster): Promise<void>;
  /** Saves a plot, an SVG that was made in the window, as it is or in pixels. */
  savePlot(svg: string, name: string, format: 'svg' | 'png'): Promise<void>;
  copyText(text: string, what: string): Promise<void>;
  /** Copies an object of the dump in view as Python would write it. */
  copyValue(node: NodeIndex): Promise<void>;
  /** Saves the collector, the one file that takes dumps. */
  saveCollector(): Promise<void>;
}

/** Pixels of a plot to the CSS pixel. */
const PLOT_SCALE = 2;

export function createExportActions(
  store: AppStore,
  host: HostApi,
  notify: (text: string, tone?: 'info' | 'problem') => void,
): ExportActions {
  const save = async (make: () => Promise<{ name: string; mediaType: string; text: string }>) => {
    try {
      const { name, mediaType, text } = await make();
      const saved = await host.saveText(name, mediaType, text);
      if (saved !== null) notify(NOTICE.saved(saved.path), 'info');
    } catch (thrown) {
      const error = errorOf(thrown);
      if (error.code !== 'cancelled') notify(error.message, 'problem');
    }
  };

  const actions: ExportActions = {
    async exportDrawing(options) {
      const tab = activeTab(store.getState());
      if (tab?.status !== 'ready') return;
      const { place } = currentEntry(tab.history);
      if (place.view !== 'graph') return;
      const question = { ...sceneQuestion(place.request, tab.cuts), options };
      await save(async () => {
        const made = await tab.dump.ask('export', question);
        return { name: made.suggestedName, mediaType: made.mediaType, text: made.text };
      });
    },
    saveCollector: () =>
      save(async () => {
        const { default: text } = await import('../../../collector/ouroboros_dump.py?raw');
        return { name: 'ouroboros_dump.py', mediaType: 'text/x-python', text };
      }),
    async saveReport({ familyId, redact, withNotes }) {
      const state = store.getState();
      const tab = activeTab(state);
      if (tab?.status !== 'ready') return;
      const marks = withNotes ? (state.marks[tab.names.fingerprint] ?? []) : [];
      try {
        const request = { cuts: tab.cuts, familyId, redact, notes: [...marks] };
        const made = await tab.dump.ask('report', request);
        const saved = await host.saveText(made.suggestedName, made.mediaType, made.text);
        if (saved !== null) notify(NOTICE.saved(saved.path), 'info');
      } catch (thrown) {
        const error = errorOf(thrown);
        if (error.code !== 'cancelled') notify(error.message, 'problem');
      }
    },
    async copyFinding(about) {
      const tab = activeTab(store.getState());
      if (tab?.status !== 'ready') return;
      try {
        const { text } = await tab.dump.ask('finding', { cuts: tab.cuts, ...about });
        await navigator.clipboard.writeText(text);
        notify(NOTICE.copiedFinding, 'info');
      } catch (thrown) {
        const error = errorOf(thrown);
        if (error.code !== 'cancelled') notify(error.message, 'problem');
      }
    },
    async savePicture({ bytes }, name) {
      try {
        const saved = await host.saveBytes(name.replace(/\.svg$/, '.png'), 'image/png', bytes);
        if (saved !== null) notify(NOTICE.saved(saved.path), 'info');
      } catch (thrown) {
        notify(errorOf(thrown).message, 'problem');
      }
    },
    async savePlot(text, name, format) {
      if (format === 'svg') {
        await save(() => Promise.resolve({ name, mediaType: 'image/svg+xml', text }));
        return;
      }
      const picture = await rasterise(text, PLOT_SCALE).catch(() => null);
      if (picture === null) notify(NOTICE.noPicture, 'problem');
      else await actions.savePicture(picture, name);
    },
    async copyPicture({ bytes }) {
      try {
        const picture = new Blob([bytes], { type: 'image/png' });
        await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
        notify(NOTICE.copiedDrawing, 'info');
      } catch {
        notify(NOTICE.notCopied, 'problem');
      }
    },
    async copyValue(node) {
      const tab = activeTab(store.getState());
      if (tab?.status !== 'ready') return;
      try {
        const { repr, isWhole } = await tab.dump.ask('wholeValue', { node });
        await actions.copyText(repr, isWhole ? NOTICE.value : NOTICE.partOfValue);
      } catch (thrown) {
        notify(errorOf(thrown).message, 'problem');
      }
    },
    async copyText(text, what) {
      try {
        await navigator.clipboard.writeText(text);
        notify(NOTICE.copied(what), 'info');
      } catch {
        notify(NOTICE.noClipboard, 'problem');
      }
    },
  };
  return actions;
}
