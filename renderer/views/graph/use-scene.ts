import { useRef } from 'react';
import type { DumpRequest } from '../../../shared/protocol/channels.ts';
import type { Scene } from '../../../shared/scene/model/scene.ts';
import { type Asked, useAnswer } from '../../state/react/use-answer.ts';

/**
 * The drawing that answers a question: a draft with straight lines at once where it is large, and
 * the whole one in its place as soon as it is there.
 */
export function useScene(question: DumpRequest<'scene'>): Asked<Scene> {
  const quick = useAnswer('scene', { ...question, pace: 'quick' });
  const isDraft = !quick.isStale && quick.value?.layout === 'draft';
  const whole = useAnswer('scene', isDraft ? { ...question, pace: 'whole' } : null);
  const shown = useRef<{ readonly quick: Scene; readonly scene: Scene } | null>(null);
  if (quick.value === null) return quick;
  // While the next drawing is on its way, what is on screen stays, and not the draft of it.
  const before = shown.current?.quick === quick.value ? shown.current.scene : quick.value;
  const scene = isDraft && !whole.isStale ? (whole.value ?? before) : before;
  shown.current = { quick: quick.value, scene };
  return { ...quick, value: scene };
}
