import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import type { Access } from '../api/call.ts';
import type { StepControl } from '../design/step-layout.tsx';
import { StepLayout } from '../design/step-layout.tsx';
import { Heading } from '../frame/heading.tsx';
import type { IconName } from '../frame/icon.tsx';
import { Icon } from '../frame/icon.tsx';
import { Message } from '../frame/message.tsx';
import { failureSentence } from '../text/failure-sentence.ts';
import { useText } from '../text/use-text.ts';
import { useRedirect } from './use-redirect.ts';

type EndView = Extract<CaptureState['view'], { kind: 'done' | 'expired' | 'cancelled' | 'error' }>;

interface EndStepProps {
  readonly view: EndView;
  /** The customer's name. */
  readonly organization: string;
  readonly access: Access;
}

const icons: Record<EndView['kind'], IconName> = {
  done: 'check',
  expired: 'clock',
  cancelled: 'cross',
  error: 'cross',
};

const Redirect = ({ organization, access }: Omit<EndStepProps, 'view'>) => {
  const text = useText();
  const { isCounting, failure, leave, stay } = useRedirect(access);
  return (
    <>
      <p role="status">{isCounting ? text.end.redirect(organization) : text.end.closePage}</p>
      <Message>{failure === null ? null : failureSentence(text, failure)}</Message>
      <div class="actions">
        <button type="button" class="primary" onClick={leave}>
          {text.end.go(organization)}
        </button>
        {isCounting && (
          <button type="button" onClick={stay}>
            {text.end.stay}
          </button>
        )}
      </div>
    </>
  );
};

/** What the session has taken in, for the person to see. */
const Summary = ({ summary }: Pick<EndView, 'summary'>) => {
  const { end } = useText();
  return (
    <section class="summary" aria-labelledby="summary-title">
      <h2 id="summary-title">{end.summary}</h2>
      <ul>
        {summary.map((code) => (
          <li key={code}>
            <Icon name="check" />
            {end.taken[code]}
          </li>
        ))}
      </ul>
    </section>
  );
};

const WayOut = ({ view, organization, access }: EndStepProps) => {
  const { end } = useText();
  if (view.redirectUrl !== null) return <Redirect organization={organization} access={access} />;
  const next: Record<EndView['kind'], string> = {
    done: end.closePage,
    expired: end.askSender,
    cancelled: end.askSender,
    error: end.failed,
  };
  return <p class="muted">{next[view.kind]}</p>;
};

/** Nothing is left to do. A person is never shown why something was refused. */
export const EndStep = (props: EndStepProps) => {
  const text = useText();
  const { view } = props;
  const kind = view.isInReview ? 'review' : view.kind;
  const title = view.title ?? text.end.title[kind];
  const words = view.message ?? (view.isInReview ? text.end.review : null);
  const message = words !== null && <p>{words}</p>;
  const summary = <Summary summary={view.summary} />;
  const wayOut = <WayOut {...props} />;
  if (view.design !== null) {
    const end: StepControl = {
      slot: 'buttons',
      content: (
        <>
          {message}
          {wayOut}
        </>
      ),
    };
    const controls: StepControl[] = view.summary.length > 0 ? [{ slot: 'summary', content: summary }, end] : [end];
    return <StepLayout design={view.design} title={title} intro={null} controls={controls} />;
  }
  return (
    <div class="centre">
      <Icon name={view.isInReview ? 'clock' : icons[view.kind]} />
      <Heading level="h1" takesFocus>
        {title}
      </Heading>
      {message}
      {view.summary.length > 0 && summary}
      {wayOut}
    </div>
  );
};
