import { Command } from 'cmdk';
import { clip } from '../../../shared/base/text.ts';
import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import { quoteText } from '../../../shared/query/print.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { objectName } from '../../state/view/object-name.ts';
import { objectsWhere } from '../../state/view/view-state.ts';
import { PALETTE } from '../../views/strings-app.ts';
import { Icon } from '../../views/widgets/icons.tsx';
import { TypeName, VerdictBadge } from '../../views/widgets/names.tsx';

const MAX_FOUND = 8;
const MAX_TEXT = 500;

interface FoundInDumpProps {
  readonly text: string;
  readonly onDone: () => void;
}

/** Types and objects of the dump in view. */
export function FoundInDump({ text, onDone }: FoundInDumpProps) {
  const { view } = useActions();
  const { cuts } = useReadyTab();
  // Whatever is typed here is looked for as it stands.
  const searched = text.toLowerCase();
  const where = quoteText(clip(text, MAX_TEXT));
  const types = useAnswer('types', {
    where,
    sort: 'shallowBytes',
    descending: true,
    offset: 0,
    limit: MAX_FOUND,
  });
  const objects = useAnswer('objects', {
    query: {
      where,
      typeIndex: null,
      familyId: null,
      sort: 'shallowSize',
      descending: true,
    },
    cuts,
    offset: 0,
    limit: MAX_FOUND,
  });
  const named = useAnswer('named', { text: clip(text, MAX_TEXT), limit: MAX_FOUND });
  // Answers to what was typed before answer this too where they have its words.
  const foundTypes = (types.value?.rows ?? []).filter(
    ({ type }) => !types.isStale || type.toLowerCase().includes(searched),
  );
  const foundObjects = (objects.value?.rows ?? []).filter(
    ({ type, preview, address }) =>
      !objects.isStale ||
      [type, preview, address].some((part) => part.toLowerCase().includes(searched)),
  );
  const foundNames = (named.value?.rows ?? []).filter(
    ({ path }) => !named.isStale || path.toLowerCase().includes(searched),
  );
  return (
    <>
      {foundNames.length > 0 && (
        <Command.Group heading={PALETTE.names}>
          {foundNames.map((object) => (
            <Command.Item
              key={object.node}
              value={`named ${object.node}`}
              onSelect={() => {
                onDone();
                view.drawObject({ node: object.node, name: objectName(object) });
              }}
            >
              <Icon name="graph" />
              <span className="truncate">
                <span className="mono">{object.path}</span>{' '}
                <span className="muted">
                  {shortTypeName(object.type)} {object.preview}
                </span>
              </span>
              <span className="end">{formatBytes(object.weight)}</span>
            </Command.Item>
          ))}
        </Command.Group>
      )}
      {foundTypes.length > 0 && (
        <Command.Group heading={PALETTE.types}>
          {foundTypes.map((type) => (
            <Command.Item
              key={type.typeIndex}
              value={`type ${type.typeIndex}`}
              onSelect={() => {
                onDone();
                view.navigate(objectsWhere({ type: { index: type.typeIndex, name: type.type } }));
              }}
            >
              <Icon name="objects" />
              <TypeName name={type.type} />
              <span className="end">
                {formatCount(type.count)} · {formatBytes(type.shallowBytes)}
              </span>
            </Command.Item>
          ))}
        </Command.Group>
      )}
      {foundObjects.length > 0 && (
        <Command.Group heading={PALETTE.objects}>
          {foundObjects.map((object) => (
            <Command.Item
              key={object.node}
              value={`object ${object.node}`}
              onSelect={() => {
                onDone();
                view.drawObject({ node: object.node, name: objectName(object) });
              }}
            >
              <Icon name="graph" />
              <span className="truncate">
                {objectName(object)} <span className="muted">{object.preview}</span>
              </span>
              <span className="end">
                <VerdictBadge verdict={object.verdict} form="bare" />
              </span>
            </Command.Item>
          ))}
        </Command.Group>
      )}
    </>
  );
}
