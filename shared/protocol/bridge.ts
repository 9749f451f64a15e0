import type { OuroborosErrorData } from '../base/errors.ts';
import type {
  ShellChannel,
  ShellEvent,
  ShellEventData,
  ShellRequest,
  ShellResponse,
} from './channels.ts';

/**
 * A request's outcome as data: an `Error` loses its code on the way through Electron's IPC and
 * through the context bridge, so nothing rejects there.
 */
export type Settled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: OuroborosErrorData };

type BridgeMethods = {
  readonly [C in Exclude<ShellChannel, 'registerDroppedFile'>]: (
    request: ShellRequest<C>,
  ) => Promise<Settled<ShellResponse<C>>>;
};

type BridgeEvents = {
  /** Returns the function that ends the subscription. */
  readonly [E in ShellEvent as `on${Capitalize<E>}`]: (
    listener: (data: ShellEventData<E>) => void,
  ) => () => void;
};

/** What the preload script puts on the desktop window as `window.ouroboros`. */
export interface OuroborosBridge extends BridgeMethods, BridgeEvents {
  /** The token for a `File` the user dropped; null when it is not a file on this disk. */
  tokenForFile(file: unknown): Promise<string | null>;
}

/** The name of the bridge on `window`. */
export const BRIDGE_NAME = 'ouroboros';
