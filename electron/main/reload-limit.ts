const MAX_RELOADS = 3;
const WITHIN_MS = 60_000;

/** How often a page that goes away by itself is loaded again: one that always does, is not. */
export class ReloadLimit {
  private times: readonly number[] = [];

  /** Whether to load again at `now` (milliseconds); a yes counts. */
  allows(now: number): boolean {
    this.times = this.times.filter((time) => now - time < WITHIN_MS);
    if (this.times.length >= MAX_RELOADS) return false;
    this.times = [...this.times, now];
    return true;
  }

  /** The user asked for it: counting begins again. */
  forgive(): void {
    this.times = [];
  }
}
