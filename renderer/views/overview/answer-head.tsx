import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { AnswerResult, Cause } from '../../../shared/protocol/cause-schemas.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { objectName } from '../../state/view/object-name.ts';
import { Term } from '../help/term.tsx';
import { ANSWER, OVERVIEW_PAGE } from '../strings-overview.ts';
import { CodeText } from '../widgets/code-text.tsx';
import { Failure } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { Working } from '../widgets/working.tsx';
import { CausePlaces } from './cause-places.tsx';
import type { WholeAnswer } from './use-whole-answer.ts';

/** The answer: what leaks, why, what to do. Nothing stands in its place before it is known. */
export function AnswerHead({
  overview,
  answer,
}: {
  readonly overview: Overview;
  readonly answer: WholeAnswer;
}) {
  return (
    <header className="headline" aria-busy={answer.isStale}>
      {answer.value !== null ? <Answer answer={answer.value} /> : <Pending answer={answer} />}
      <div className="headline-foot">
        {answer.value !== null && <ShowOne answer={answer.value} />}
        <Totals overview={overview} />
      </div>
    </header>
  );
}

function Answer({ answer }: { readonly answer: AnswerResult }) {
  const { headline, details, causes } = answer;
  const [first, ...others] = causes;
  const isAboutFirst = first?.sentence === headline;
  return (
    <>
      <h1 data-tour="headline">
        <CodeText text={headline} />
      </h1>
      {isAboutFirst ? (
        <Explained cause={first} others={others} />
      ) : (
        details.map((line) => (
          <p key={line} className="headline-detail">
            <CodeText text={line} />
          </p>
        ))
      )}
    </>
  );
}

function Explained({
  cause,
  others,
}: {
  readonly cause: Cause;
  readonly others: readonly Cause[];
}) {
  return (
    <>
      {cause.cycles.map((cycle) => (
        <p key={cycle} className="headline-cycle">
          <code>
            <bdi>{cycle}</bdi>
          </code>
        </p>
      ))}
      {cause.advice !== '' && (
        <p className="headline-detail">
          <CodeText text={cause.advice} />
        </p>
      )}
      <CausePlaces places={cause.places} />
      {others.length > 0 && (
        <ul className="headline-others" aria-label={ANSWER.besides}>
          {others.map((other) => (
            <Other key={other.sentence} cause={other} />
          ))}
        </ul>
      )}
    </>
  );
}

function Other({ cause }: { readonly cause: Cause }) {
  const { view } = useActions();
  const shown = cause.example ?? cause.holderObject;
  const text = (
    <>
      {ANSWER.besides} <CodeText text={cause.sentence} />
    </>
  );
  if (shown === null) return <li>{text}</li>;
  return (
    <li>
      <button
        type="button"
        className="headline-other"
        onClick={() =>
          view.drawObject(
            { node: shown.node, name: objectName(shown) },
            cause.isOnCycle ? { showCycle: true } : { showPath: true },
          )
        }
      >
        {text}
      </button>
    </li>
  );
}

function Pending({ answer }: { readonly answer: WholeAnswer }) {
  if (answer.error !== null) return <Failure error={answer.error} onRetry={answer.retry} />;
  if (answer.ask !== null) {
    return (
      <>
        <h1 data-tour="headline">{ANSWER.large}</h1>
        <p className="headline-detail">
          <button type="button" className="button primary large" onClick={answer.ask}>
            {ANSWER.find}
          </button>
        </p>
      </>
    );
  }
  return (
    <>
      <h1 className="headline-pending" data-tour="headline">
        {ANSWER.looking}
      </h1>
      <div className="headline-working">
        <Working what={ANSWER.looking} progress={answer.progress} />
      </div>
    </>
  );
}

function ShowOne({ answer: { lead } }: { readonly answer: AnswerResult }) {
  const { view } = useActions();
  if (lead === null) return null;
  return (
    <button
      type="button"
      className="button primary large"
      onClick={() =>
        view.drawObject(
          { node: lead.object.node, name: objectName(lead.object) },
          lead.isOnCycle ? { showCycle: true } : { showPath: true },
        )
      }
    >
      <Icon name="graph" />
      {OVERVIEW_PAGE.showOne}
    </button>
  );
}

function Totals({ overview }: { readonly overview: Overview }) {
  return (
    <p className="headline-totals">
      <span>
        <b>{formatCount(overview.objects)}</b> {OVERVIEW_PAGE.objects}
      </span>
      <span>
        <b>{formatCount(overview.references)}</b> {OVERVIEW_PAGE.references}
      </span>
      {overview.shallowBytes > 0 && (
        <span>
          <b>{formatBytes(overview.shallowBytes)}</b> {OVERVIEW_PAGE.inObjects}
        </span>
      )}
      {overview.rssBytes !== null && (
        <span>
          <b>{formatBytes(overview.rssBytes)}</b>{' '}
          <Term id="resident-size">{OVERVIEW_PAGE.resident}</Term>
        </span>
      )}
    </p>
  );
}
