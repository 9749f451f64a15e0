import type { ByteSource } from '../../formats/bytes/byte-source.ts';
import type { LoadOptions } from '../../formats/load-dump.ts';
import type { LoadedProfile } from '../../formats/load-profile.ts';
import { loadProfile } from '../../formats/load-profile.ts';
import { flameOf } from '../../profile/flame.ts';
import { flameSvg } from '../../profile/flame-svg.ts';
import type { Cause } from '../../protocol/cause-schemas.ts';
import type { AllocationReport } from './allocation-report.ts';
import { allocationReport } from './allocation-report.ts';

/** One open allocation profile; beside `HeapSession` and `TimelineSession`. */
export class ProfileSession {
  private readonly loaded: LoadedProfile;

  private constructor(loaded: LoadedProfile) {
    this.loaded = loaded;
  }

  /** Throws what `loadProfile` throws. */
  static async open(source: ByteSource, options: LoadOptions): Promise<ProfileSession> {
    return new ProfileSession(await loadProfile(source, options));
  }

  /** `causes`: of a dump of the same program; empty without one. */
  report(causes: readonly Cause[]): AllocationReport {
    return allocationReport(this.loaded, causes);
  }

  /** The flame graph as an SVG document. */
  flame(scheme: 'light' | 'dark'): string {
    const { profile } = this.loaded;
    return flameSvg(profile, flameOf(profile), this.report([]).headline, scheme);
  }
}
