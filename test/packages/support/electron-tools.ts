import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './programs.ts';

/** An Electron to run, or why there is none. */
export type ElectronChoice = FoundElectron | { readonly reason: string };

export interface FoundElectron {
  readonly executable: string;
  readonly version: string;
  /** True where the app must be lowered to it. */
  readonly isLegacy: boolean;
}

export interface Display {
  readonly reason?: string;
  readonly env: Readonly<Record<string, string>>;
  close(): void;
}

/** What the launcher, plain JavaScript without types, does for `npm run test:electron`. */
interface ElectronTools {
  chooseElectron(): Promise<ElectronChoice>;
  openDisplay(): Promise<Display | { readonly reason: string }>;
  buildLegacyApp(folder: string): Promise<boolean>;
}

export async function electronTools(): Promise<ElectronTools> {
  const tool = (name: string) => import(pathToFileURL(path.join(ROOT, 'tools', name)).href);
  return { ...(await tool('electron-suite.mjs')), ...(await tool('electron-22.mjs')) };
}
