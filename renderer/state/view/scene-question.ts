import type { DumpRequest } from '../../../shared/protocol/channels.ts';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import type { SceneRequest } from '../../../shared/scene/model/scene.ts';

/** The question that a drawing asks. */
export function sceneQuestion(request: SceneRequest, cuts: CutChoice): DumpRequest<'scene'> {
  return { scene: request, cuts };
}
