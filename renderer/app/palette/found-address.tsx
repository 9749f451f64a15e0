import { Command } from 'cmdk';
import { shortTypeName } from '../../../shared/base/type-name.ts';
import { useActions } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { PALETTE } from '../../views/strings-app.ts';
import { Icon } from '../../views/widgets/icons.tsx';

/** The object at an address that was typed whole: there at once, and what it is a moment later. */
export function FoundAddress({
  address,
  onDone,
}: {
  readonly address: string;
  readonly onDone: () => void;
}) {
  const { draw } = useActions();
  const located = useAnswer('locate', { addresses: [address], types: [] });
  const found = located.isStale ? undefined : located.value?.objects[0];
  return (
    <Command.Group heading={PALETTE.address}>
      <Command.Item
        value="address"
        onSelect={() => {
          onDone();
          void draw.drawAt(address);
        }}
      >
        <Icon name="graph" />
        <span className="mono">{address}</span>
        <span className="muted truncate">
          {found === undefined
            ? ''
            : found === null
              ? PALETTE.noObject
              : `${shortTypeName(found.type)} ${found.preview}`}
        </span>
      </Command.Item>
    </Command.Group>
  );
}
