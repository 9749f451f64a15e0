import { type BrowserWindow, screen } from 'electron';
import { storedPlace } from '../../shared/protocol/kept.ts';
import { replaceFileNow, writeFileAtomically } from '../node/atomic-write.ts';
import { readKeptJson } from '../node/kept-file.ts';
import { placeFrom, type StoredPlace, type WindowPlace } from './window-place.ts';

const MAX_BYTES = 4096;
/** A window that is being dragged moves many times a second. */
const SETTLE_MS = 500;

/** Size and place of the window, kept between runs in one small file. */
export class PlaceStore {
  private readonly storeFile: string;
  private known: StoredPlace | null = null;

  constructor(storeFile: string) {
    this.storeFile = storeFile;
  }

  /** To be awaited once, before the first window. */
  async load(): Promise<void> {
    const stored = storedPlace.safeParse(await readKeptJson(this.storeFile, MAX_BYTES));
    this.known = stored.success ? stored.data : null;
  }

  /** Where a new window goes on the screens that are there now. */
  place(): WindowPlace {
    return placeFrom(
      this.known,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    );
  }

  /** Keeps where `window` is, whenever that has changed. */
  follow(window: BrowserWindow): void {
    let timer: NodeJS.Timeout | undefined;
    const look = (): string | null => {
      clearTimeout(timer);
      if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return null;
      this.known = { ...window.getNormalBounds(), isMaximized: window.isMaximized() };
      return JSON.stringify(this.known);
    };
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const text = look();
        // A disk that is full costs the place, nothing else.
        if (text !== null) void writeFileAtomically(this.storeFile, text).catch(() => undefined);
      }, SETTLE_MS);
    };
    window.on('resize', soon);
    window.on('move', soon);
    // The app may end with its window: there is no later.
    window.on('close', () => {
      const text = look();
      if (text !== null) replaceFileNow(this.storeFile, text);
    });
  }
}
