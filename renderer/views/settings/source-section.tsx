import { useState } from 'react';
import type { EditorId, SourceSettings } from '../../../shared/protocol/source-settings.ts';
import { editorId, MAX_MAPPINGS } from '../../../shared/protocol/source-settings.ts';
import { useActions, useAppState } from '../../state/react/context.ts';
import { SETTINGS } from '../strings-settings.ts';
import { EDITOR_NAMES } from '../strings-widgets.ts';
import { IconButton } from '../widgets/controls.tsx';

/** Which editor opens a line, and where the program's files lie on this machine. */
export function SourceSection() {
  const settings = useAppState((state) => state.source);
  if (settings === null) return <p className="muted">{SETTINGS.browser}</p>;
  return (
    <>
      <Editor settings={settings} />
      <Mappings mappings={settings.mappings} />
    </>
  );
}

function Editor({ settings }: { readonly settings: SourceSettings }) {
  const { source } = useActions();
  // A program of one's own is in force only after it was written down and confirmed.
  const [isWriting, setWriting] = useState(settings.editor === 'command');
  const [command, setCommand] = useState(settings.command.join('\n'));
  const parts = command.split('\n').filter((part) => part !== '');
  return (
    <>
      <label className="settings-field">
        {SETTINGS.editor}
        <select
          className="select"
          value={isWriting ? 'command' : settings.editor}
          onChange={(event) => {
            const editor = editorId.parse(event.currentTarget.value);
            setWriting(editor === 'command');
            if (editor !== 'command') void source.setEditor(editor, []);
          }}
        >
          {editorId.options.map((editor: EditorId) => (
            <option key={editor} value={editor}>
              {editor === 'command' ? SETTINGS.ownCommand : EDITOR_NAMES[editor]}
            </option>
          ))}
        </select>
      </label>
      {isWriting && (
        <div className="settings-command">
          <label className="settings-field">
            {SETTINGS.command}
            <textarea
              rows={3}
              spellCheck={false}
              placeholder={SETTINGS.commandExample}
              value={command}
              onChange={(event) => setCommand(event.currentTarget.value)}
            />
          </label>
          <p className="muted">{SETTINGS.commandHint}</p>
          <button
            type="button"
            className="button"
            disabled={parts.length === 0}
            onClick={() => void source.setEditor('command', parts)}
          >
            {SETTINGS.useCommand}
          </button>
        </div>
      )}
    </>
  );
}

function Mappings({ mappings }: Pick<SourceSettings, 'mappings'>) {
  const { source } = useActions();
  const [from, setFrom] = useState('');
  return (
    <div className="settings-mappings">
      <h4>{SETTINGS.mappings}</h4>
      <p className="muted">{SETTINGS.mappingsHint}</p>
      {mappings.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{SETTINGS.from}</th>
              <th scope="col" colSpan={2}>
                {SETTINGS.to}
              </th>
            </tr>
          </thead>
          <tbody>
            {mappings.map((mapping) => (
              <tr key={mapping.from}>
                <td className="mono">{mapping.from === '' ? SETTINGS.relative : mapping.from}</td>
                <td className="mono">{mapping.to}</td>
                <td>
                  <IconButton
                    icon="close"
                    name={SETTINGS.remove(mapping.from)}
                    onClick={() => void source.removeMapping(mapping.from)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <form
        className="settings-add"
        onSubmit={(event) => {
          event.preventDefault();
          void source.addMapping(from.trim()).then(() => setFrom(''));
        }}
      >
        <label className="settings-field">
          {SETTINGS.from}
          <input
            className="settings-input"
            value={from}
            placeholder={SETTINGS.fromExample}
            spellCheck={false}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
        </label>
        <button type="submit" className="button" disabled={mappings.length >= MAX_MAPPINGS}>
          {SETTINGS.choose}
        </button>
      </form>
    </div>
  );
}
