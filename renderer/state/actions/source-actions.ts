import type {
  EditorId,
  SourceExcerpt,
  SourceLinePlace,
  SourceSettings,
} from '../../../shared/protocol/source-settings.ts';
import type { SourceHost } from '../../host/host-api.ts';
import { errorOf } from '../store/answers.ts';
import type { AppStore } from '../store/app-store.ts';

export interface SourceActions {
  /** Finds out what was chosen at an earlier start. */
  load(): Promise<void>;
  /** Opens a line in the editor; copies it where no editor is chosen, or none can be. */
  open(place: SourceLinePlace): Promise<void>;
  /** Some lines around one; null where the source is not at hand. */
  read(place: SourceLinePlace): Promise<SourceExcerpt | null>;
  setEditor(editor: EditorId, command: readonly string[]): Promise<void>;
  addMapping(from: string): Promise<void>;
  removeMapping(from: string): Promise<void>;
}

/** The program's source: in an editor, and in the window where the user said where it lies. */
export function createSourceActions(
  store: AppStore,
  host: SourceHost | null,
  copyText: (text: string, what: string) => Promise<void>,
  notify: (text: string) => void,
): SourceActions {
  const change = async (make: (host: SourceHost) => Promise<SourceSettings | null>) => {
    if (host === null) return;
    try {
      const source = await make(host);
      if (source !== null) store.setState({ source });
    } catch (thrown) {
      notify(errorOf(thrown).message);
    }
  };
  return {
    load: () => change((desk) => desk.settings()),
    async open(place) {
      const { source } = store.getState();
      const whole = `${place.file}:${place.line}`;
      if (host === null || source === null || source.editor === 'none') {
        await copyText(whole, whole);
        return;
      }
      try {
        await host.open(place);
      } catch (thrown) {
        notify(errorOf(thrown).message);
      }
    },
    async read(place) {
      return (await host?.read(place).catch(() => null)) ?? null;
    },
    setEditor: (editor, command) => change((desk) => desk.setEditor(editor, command)),
    addMapping: (from) => change((desk) => desk.addMapping(from)),
    removeMapping: (from) => change((desk) => desk.removeMapping(from)),
  };
}
