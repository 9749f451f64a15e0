import { useEffect, useMemo, useRef, useState } from 'react';
import { startingScene } from '../../../shared/protocol/default-scene.ts';
import type { Family } from '../../../shared/protocol/schemas.ts';
import { SceneThumbnail } from '../../canvas/scene-thumbnail.tsx';
import { sceneQuestion } from '../../state/drawing/scene-edits.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useDrawingTheme } from '../../state/react/theme.ts';
import { useAnswer } from '../../state/react/use-answer.ts';

const WIDTH = 64;
const HEIGHT = 44;

/** The family's first cycle, drawn small. It is asked for only once it comes into view. */
export function FamilyPicture({ family }: { readonly family: Family }) {
  const { cuts } = useReadyTab();
  const theme = useDrawingTheme();
  const place = useRef<HTMLSpanElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (element === null || isSeen) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [isSeen]);
  const node = family.exemplars[0]?.node;
  const question = useMemo(
    () =>
      node === undefined
        ? null
        : sceneQuestion(startingScene([node], { depth: 0, showPath: false }), cuts),
    [node, cuts],
  );
  const { value } = useAnswer('scene', isSeen ? question : null);
  return (
    <span ref={place} className="family-picture">
      {value !== null && (
        <SceneThumbnail scene={value} theme={theme} width={WIDTH} height={HEIGHT} />
      )}
    </span>
  );
}
