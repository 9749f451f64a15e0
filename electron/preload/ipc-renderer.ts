import { type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Settled } from '../../shared/protocol/bridge.ts';
import type {
  ShellChannel,
  ShellEvent,
  ShellEventData,
  ShellRequest,
  ShellResponse,
} from '../../shared/protocol/channels.ts';

/** The one file that may import `ipcRenderer`. */
export function ask<C extends ShellChannel>(
  channel: C,
  request: ShellRequest<C>,
): Promise<Settled<ShellResponse<C>>> {
  return ipcRenderer.invoke(channel, request);
}

/** Returns the function that ends the subscription. */
export function subscribe<E extends ShellEvent>(
  event: E,
  listener: (data: ShellEventData<E>) => void,
): () => void {
  // The event object would hand the window a reference to `ipcRenderer`.
  const receive = (_: IpcRendererEvent, data: ShellEventData<E>): void => listener(data);
  ipcRenderer.on(event, receive);
  return () => {
    ipcRenderer.removeListener(event, receive);
  };
}
