import { OuroborosError } from '../../base/errors.ts';
import type { ByteSource } from '../../formats/bytes/byte-source.ts';
import { dumpFingerprint } from '../../formats/bytes/fingerprint.ts';
import type { LoadOptions } from '../../formats/load-dump.ts';
import type { LoadedProfile } from '../../formats/load-profile.ts';
import { loadProfile } from '../../formats/load-profile.ts';
import { flameOf } from '../../profile/flame.ts';
import { flameSvg, frameName } from '../../profile/flame-svg.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { AllocationReport, ProfileChannel } from '../../protocol/profile-schemas.ts';
import { PROFILE_CHANNELS } from '../../protocol/profile-schemas.ts';
import type { CauseAtPlaces } from './allocation-report.ts';
import { allocationReport } from './allocation-report.ts';

type Handlers = {
  readonly [C in ProfileChannel]: (request: DumpRequest<C>) => DumpResponse<C>;
};

/** Of very many frames the widest, and all that they stand in. */
const MAX_SHOWN_FRAMES = 5000;

/** One open allocation profile; beside `HeapSession` and `TimelineSession`. */
export class ProfileSession {
  readonly name: string;
  private readonly loaded: LoadedProfile;
  private readonly fingerprint: string;

  private constructor(name: string, loaded: LoadedProfile, fingerprint: string) {
    this.name = name;
    this.loaded = loaded;
    this.fingerprint = fingerprint;
  }

  /** Its format, for people. */
  get label(): string {
    return this.loaded.formatLabel;
  }

  /** Throws what `loadProfile` throws. */
  static async open(source: ByteSource, options: LoadOptions): Promise<ProfileSession> {
    const loaded = await loadProfile(source, options);
    return new ProfileSession(source.name, loaded, await dumpFingerprint(source));
  }

  /** Answers a request that came from another process: it is checked against its schema first. */
  ask(channel: string, request: unknown): unknown {
    if (!isProfileChannel(channel)) {
      throw new OuroborosError(
        'bad-request',
        `The question "${channel}" is not about what was allocated; this is a ${this.loaded.formatLabel}.`,
      );
    }
    const parsed = PROFILE_CHANNELS[channel].request.safeParse(request);
    if (!parsed.success) {
      throw new OuroborosError(
        'bad-request',
        `The question "${channel}" is not well-formed.`,
        parsed.error.message,
      );
    }
    // The schema of this very channel accepted it; TypeScript does not follow that through the map.
    return this.handlers[channel](parsed.data as never);
  }

  /** `causes`: of a dump of the same program; empty without one. */
  report(causes: readonly CauseAtPlaces[]): AllocationReport {
    return allocationReport(this.loaded, causes);
  }

  /** The flame graph as an SVG document. */
  flame(scheme: 'light' | 'dark'): string {
    const { profile } = this.loaded;
    return flameSvg(profile, flameOf(profile), this.report([]).headline, scheme);
  }

  private readonly handlers: Handlers = {
    allocations: ({ causes }) => ({
      ...this.report(causes),
      formatLabel: this.loaded.formatLabel,
      fingerprint: this.fingerprint,
    }),
    flame: () => {
      const { profile } = this.loaded;
      const { boxes, depth, omitted } = flameOf(profile);
      const widest =
        boxes.length <= MAX_SHOWN_FRAMES
          ? boxes
          : [...boxes].sort((a, b) => b.share - a.share || a.depth - b.depth);
      const shown = widest.slice(0, MAX_SHOWN_FRAMES);
      return {
        frames: shown.map((box) => {
          const { origin, depth: at, from, share, bytes } = box;
          return { name: frameName(profile, box), origin, depth: at, from, share, bytes };
        }),
        depth,
        omitted: omitted + boxes.length - shown.length,
      };
    },
  };
}

function isProfileChannel(channel: string): channel is ProfileChannel {
  return Object.hasOwn(PROFILE_CHANNELS, channel);
}
