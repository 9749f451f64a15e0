import type { DumpRequest } from '../../shared/protocol/channels.ts';
import type { CutChoice } from '../../shared/protocol/schemas.ts';
import type { SceneRequest } from '../../shared/scene/scene.ts';

/** The wire form of a request: the schema's arrays are mutable by inference, ours are not. */
export function sceneQuestion(request: SceneRequest, cuts: CutChoice): DumpRequest<'scene'> {
  return {
    scene: {
      ...request,
      focus: [...request.focus],
      expanded: [...request.expanded],
      collapsed: [...request.collapsed],
      hidden: [...request.hidden],
      unfolded: [...request.unfolded],
    },
    cuts,
  };
}
