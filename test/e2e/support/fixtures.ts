import { type BrowserContextOptions, test as base, expect } from '@playwright/test';
import { startBrowserHost } from './browser-host.ts';
import { startDesktopHost } from './desktop-host.ts';
import { startElectronHost } from './electron-host.ts';
import { type RunningHost, type StartOptions, watchComplaints } from './running-host.ts';

export type HostKind = RunningHost['kind'];

interface HostFixtures {
  /** Starts the app in the host under test; it is closed after the spec. */
  readonly startApp: (options?: Partial<StartOptions>) => Promise<RunningHost>;
}

interface HostOptions {
  readonly hostKind: HostKind;
}

/** Specs are written once; the project says in which host they run. */
export const test = base.extend<HostFixtures, HostOptions>({
  hostKind: ['browser', { option: true, scope: 'worker' }],
  startApp: async ({ hostKind, context }, use) => {
    const running: RunningHost[] = [];
    const complaints: string[] = [];
    // From the first request on: a refused script or style is reported while the page loads.
    context.on('page', (page) => watchComplaints(page, complaints));
    await use(async (options = {}) => {
      const start = { files: [], ...options };
      const host =
        hostKind === 'electron'
          ? await startElectronHost(start)
          : hostKind === 'desktop'
            ? await startDesktopHost(context, start)
            : await startBrowserHost(context, start);
      if (hostKind === 'electron') watchComplaints(host.page, complaints);
      running.push(host);
      return host;
    });
    for (const host of running) await host.close();
    // Nothing a spec does may make the page complain.
    expect(complaints).toEqual([]);
  },
});

export type { BrowserContextOptions };
export { expect };
