import { shortTypeName } from '../../../shared/base/type-name.ts';
import type { Family } from '../../../shared/protocol/schemas.ts';
import type { SceneVerdict } from '../../../shared/scene/model/scene.ts';
import { VERDICT_TERMS } from '../help/term-props.ts';
import { VERDICT_NAMES, VERDICT_SHORT } from '../strings.ts';
import { SIGNATURE } from '../strings-widgets.ts';
import { typeModule } from './format.ts';
import { Icon } from './icons.tsx';

/** A type's name: the last part first, its module after it for those who want it. */
export function TypeName({ name }: { readonly name: string }) {
  const module = typeModule(name);
  return (
    <span className="type-name" title={name}>
      <span className="short">{shortTypeName(name)}</span>
      {module !== '' && <span className="module">{module}</span>}
    </span>
  );
}

export function VerdictBadge({
  verdict,
  form = 'full',
}: {
  readonly verdict: SceneVerdict;
  readonly form?: 'full' | 'short' | 'bare';
}) {
  const name = form === 'full' ? VERDICT_NAMES[verdict] : VERDICT_SHORT[verdict];
  // In a list colour is for the exception.
  if (form === 'short' && verdict === 'held') {
    return (
      <span className="verdict plain" data-term={VERDICT_TERMS[verdict]}>
        {name}
      </span>
    );
  }
  return (
    <span
      className={`verdict tone-${verdict} ${form === 'bare' ? 'bare' : ''}`}
      data-term={VERDICT_TERMS[verdict]}
    >
      <Icon name={verdict} size={13} />
      {name}
    </span>
  );
}

/** The steps of a cycle family: `DataFrame .ww → PandasTableAccessor ._dataframe ↩ DataFrame`. */
export function Signature({ family: { steps } }: { readonly family: Pick<Family, 'steps'> }) {
  return (
    <span className="signature">
      {steps.map((step, index) => (
        // A signature's steps have no identity but their position.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <span key={index} className={index === steps.length - 1 ? 'step back' : 'step'}>
          {index > 0 && (
            <span className="signature-arrow">{index === steps.length - 1 ? '↩' : '→'}</span>
          )}
          {step.omitted > 0 ? (
            <span className="signature-elision">{SIGNATURE.omitted(step.omitted)}</span>
          ) : (
            <span className="signature-type">{step.type}</span>
          )}
          {step.label !== '' && <span className="signature-label">{step.label}</span>}
        </span>
      ))}
    </span>
  );
}
