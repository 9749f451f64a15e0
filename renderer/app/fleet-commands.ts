import type { FleetActions } from '../state/actions/fleet-actions.ts';
import type { AppState } from '../state/store/app-store.ts';
import { isDump } from '../state/store/tab.ts';
import { FLEET } from '../views/strings-fleet.ts';
import type { Command } from './command.ts';

/** Commands about many dumps at once. */
export function fleetCommands(state: AppState, fleet: FleetActions): readonly Command[] {
  const common = { group: 'Dump', icon: 'fleet', shortcuts: [] } as const;
  return [
    {
      id: 'open-fleet',
      ...common,
      title: FLEET.openMany,
      enabled: true,
      run: () => void fleet.choose('files'),
    },
    {
      id: 'open-fleet-folder',
      ...common,
      title: FLEET.openFolder,
      enabled: true,
      run: () => void fleet.choose('folder'),
    },
    {
      id: 'fleet-of-open',
      ...common,
      title: FLEET.ofOpen,
      enabled: state.tabs.filter(isDump).length > 1,
      run: () => void fleet.readOpen(),
    },
    {
      id: 'show-fleet',
      ...common,
      group: 'Go',
      title: FLEET.show,
      enabled: state.fleet !== null,
      run: fleet.show,
    },
  ];
}
