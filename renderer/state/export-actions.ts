import type { ExportOptions } from '../../shared/protocol/schemas.ts';
import type { HostApi } from '../host/host-api.ts';
import { errorOf } from './answers.ts';
import type { AppStore } from './app-store.ts';
import { activeTab } from './app-store.ts';
import { currentEntry } from './history.ts';
import { sceneQuestion } from './scene-question.ts';

export interface ExportActions {
  /** Saves the present drawing; says where, or why not. */
  exportDrawing(options: ExportOptions): Promise<void>;
  copyText(text: string, what: string): Promise<void>;
}

export function createExportActions(
  store: AppStore,
  host: HostApi,
  notify: (text: string, tone?: 'info' | 'problem') => void,
): ExportActions {
  return {
    async exportDrawing(options) {
      const tab = activeTab(store.getState());
      if (tab?.status !== 'ready') return;
      const { place } = currentEntry(tab.history);
      if (place.view !== 'graph') return;
      try {
        const question = { ...sceneQuestion(place.request, tab.cuts), options };
        const made = await tab.dump.ask('export', question);
        const saved = await host.saveText(made.suggestedName, made.mediaType, made.text);
        if (saved !== null) notify(`Saved ${saved.path}`, 'info');
      } catch (thrown) {
        const error = errorOf(thrown);
        if (error.code !== 'cancelled') notify(error.message, 'problem');
      }
    },
    async copyText(text, what) {
      try {
        await navigator.clipboard.writeText(text);
        notify(`Copied ${what}`, 'info');
      } catch {
        notify('The clipboard could not be reached.', 'problem');
      }
    },
  };
}
