import { transformText } from '../../../shared/base/transform-text.ts';
import type { SceneRequest } from '../../../shared/scene/model/scene.ts';
import {
  canTidy,
  hiddenCount,
  isolateFocus,
  removeTransform,
  showHidden,
  tidy,
  transformKey,
} from '../../state/drawing/scene-edits.ts';
import { DRAWN } from '../strings-graph.ts';
import { Icon } from '../widgets/icons.tsx';

interface StateChipsProps {
  readonly request: SceneRequest;
  readonly onEdit: (edit: (request: SceneRequest) => SceneRequest) => void;
  /** The cycle or the path is drawn, so that the rest can be left out. */
  readonly hasCycle: boolean;
  readonly hasPath: boolean;
}

/** What is left out of the drawing or fixed in it, each with the way back. */
export function StateChips({ request, onEdit, hasCycle, hasPath }: StateChipsProps) {
  const hidden = hiddenCount(request);
  const { isolated, pinned, transforms } = request;
  const onlyPath = request.showWays ? DRAWN.onlyWays : DRAWN.onlyPath;
  const only = isolated === null ? '' : isolated.kind === 'path' ? onlyPath : ONLY[isolated.kind];
  return (
    <div className="state-chips">
      {isolated === null ? (
        <>
          {hasCycle && (
            <ActionChip
              icon="cycles"
              text={DRAWN.onlyCycle}
              run={() => onEdit((old) => isolateFocus(old, { kind: 'cycle' }))}
            />
          )}
          {hasPath && (
            <ActionChip
              icon="path"
              text={onlyPath}
              run={() => onEdit((old) => isolateFocus(old, { kind: 'path' }))}
            />
          )}
        </>
      ) : (
        <ActionChip
          icon="undo"
          text={DRAWN.showEverything(only)}
          isOn
          run={() => onEdit((old) => isolateFocus(old, null))}
        />
      )}
      {hidden > 0 && (
        <ActionChip
          icon="undo"
          text={DRAWN.showHidden(hidden)}
          isOn
          run={() => onEdit(showHidden)}
        />
      )}
      {transforms.map((transform) => {
        const text = transformText(transform);
        return (
          <ActionChip
            key={transformKey(transform)}
            icon="close"
            text={text}
            name={DRAWN.remove(text)}
            isOn
            run={() => onEdit((old) => removeTransform(old, transform))}
          />
        );
      })}
      {canTidy(request) && <ActionChip icon="graph" text={DRAWN.tidy} run={() => onEdit(tidy)} />}
      {pinned.length > 0 && (
        <ActionChip
          icon="pin"
          text={DRAWN.unpin(pinned.length)}
          isOn
          run={() => onEdit((old) => ({ ...old, pinned: [] }))}
        />
      )}
    </div>
  );
}

const ONLY = {
  cycle: DRAWN.onlyCycle,
  around: DRAWN.onlyAround,
} as const;

function ActionChip({
  icon,
  text,
  name,
  run,
  isOn = false,
}: {
  readonly icon: 'close' | 'cycles' | 'graph' | 'path' | 'undo' | 'pin';
  readonly text: string;
  /** What it does, where the text says what there is. */
  readonly name?: string;
  readonly run: () => void;
  readonly isOn?: boolean;
}) {
  return (
    <button
      type="button"
      className={isOn ? 'state-chip on' : 'state-chip'}
      aria-label={name}
      onClick={run}
    >
      <Icon name={icon} size={13} />
      {text}
    </button>
  );
}
