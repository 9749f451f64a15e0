import type { OuroborosBridge } from '../../shared/protocol/bridge.ts';

declare global {
  interface Window {
    /** Put there by the preload script; absent in a browser. */
    readonly ouroboros?: OuroborosBridge;
  }
}

/** The desktop's bridge, or null in a browser. */
export function electronBridge(): OuroborosBridge | null {
  return window.ouroboros ?? null;
}
