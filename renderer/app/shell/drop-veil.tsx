import { useEffect, useRef, useState } from 'react';
import { useActions } from '../../state/react/context.ts';
import { WINDOW } from '../../views/strings-app.ts';
import { Icon } from '../../views/widgets/icons.tsx';

/** Files may be dropped anywhere; while one hovers, the window says so. */
export function DropVeil() {
  const { fleet } = useActions();
  const [isOver, setOver] = useState(false);
  /** Enter and leave fire for every element passed; only the balance says whether it is inside. */
  const depth = useRef(0);

  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const onEnter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth.current++;
      setOver(true);
    };
    const onLeave = () => {
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setOver(false);
    };
    const onOver = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth.current = 0;
      setOver(false);
      if (event.dataTransfer !== null) void fleet.openDropped(event.dataTransfer);
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
    };
  }, [fleet]);

  if (!isOver) return null;
  return (
    <div className="drop-veil" aria-hidden="true">
      <Icon name="download" size={28} />
      {WINDOW.drop}
    </div>
  );
}
