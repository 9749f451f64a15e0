import type { SceneRequest } from '../scene/model/scene.ts';

/**
 * How a drawing starts, in the window and on the command line: what refers to the objects, with
 * the cycle they are on and what holds them.
 */
export function startingScene(
  focus: SceneRequest['focus'],
  change: Partial<SceneRequest> = {},
): SceneRequest {
  return {
    focus,
    direction: 'referrers',
    depth: 3,
    breadth: 8,
    expanded: [],
    tidied: 0,
    tidiedDepth: null,
    collapsed: [],
    hidden: [],
    unfolded: [],
    valuesInside: true,
    opened: [],
    grouped: true,
    groups: [],
    pinned: [],
    isolated: null,
    showCycle: true,
    showPath: true,
    showWays: false,
    way: 0,
    showFamily: false,
    showWeak: false,
    showInfrastructure: false,
    facts: [],
    transforms: [],
    ...change,
  };
}
