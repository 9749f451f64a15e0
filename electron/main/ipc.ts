import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { OuroborosError, toErrorData } from '../../shared/base/errors.ts';
import type { Settled } from '../../shared/protocol/bridge.ts';
import {
  SHELL_CHANNELS,
  type ShellChannel,
  type ShellEvent,
  type ShellEventData,
  type ShellRequest,
  type ShellResponse,
} from '../../shared/protocol/channels.ts';
import { isAppPage } from './app-protocol.ts';

export type ShellHandlers = {
  readonly [C in ShellChannel]: (
    request: ShellRequest<C>,
  ) => ShellResponse<C> | Promise<ShellResponse<C>>;
};

/**
 * Answers every channel; the one file that may import `ipcMain`.
 *
 * Only the top frame of our own window, showing our own page, is answered; the request is parsed
 * by its channel's schema. What fails comes back as data.
 */
export function answerWindow(window: () => WebContents | null, handlers: ShellHandlers): void {
  for (const channel of Object.keys(SHELL_CHANNELS) as ShellChannel[]) {
    ipcMain.handle(channel, async (event, request: unknown): Promise<Settled<unknown>> => {
      try {
        checkSender(event, window());
        return { ok: true, value: await answer(channel, request, handlers) };
      } catch (thrown) {
        return { ok: false, error: toErrorData(thrown) };
      }
    });
  }
}

/** Tells the window something; dropped when there is none to tell. */
export function tellWindow<E extends ShellEvent>(
  window: WebContents | null,
  event: E,
  data: ShellEventData<E>,
): void {
  if (window === null || window.isDestroyed()) return;
  window.send(event, data);
}

function answer<C extends ShellChannel>(
  channel: C,
  request: unknown,
  handlers: ShellHandlers,
): ShellResponse<C> | Promise<ShellResponse<C>> {
  const parsed = SHELL_CHANNELS[channel].request.safeParse(request);
  if (!parsed.success) {
    throw new OuroborosError(
      'bad-request',
      `The request "${channel}" is not well-formed.`,
      parsed.error.message,
    );
  }
  // The schema of this very channel accepted it; TypeScript does not follow that through the map.
  return handlers[channel](parsed.data as ShellRequest<C>);
}

function checkSender(event: IpcMainInvokeEvent, window: WebContents | null): void {
  const frame = event.senderFrame;
  const isOurs =
    window !== null &&
    event.sender === window &&
    frame !== null &&
    frame === window.mainFrame &&
    isAppPage(frame.url);
  if (!isOurs) throw new OuroborosError('bad-request', 'Only the window itself may ask this.');
}
