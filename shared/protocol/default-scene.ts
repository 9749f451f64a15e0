import type { SceneRequest } from '../scene/scene.ts';

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
    collapsed: [],
    hidden: [],
    unfolded: [],
    showCycle: true,
    showPath: true,
    showWeak: false,
    showInfrastructure: false,
    ...change,
  };
}
