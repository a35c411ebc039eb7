import type { CaptureState } from '@gatehouse/core/contract/capture.ts';
import type { Access } from '../api/call.ts';
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

/** Nothing is left to do. A person is never shown why something was refused. */
export const EndStep = ({ view, organization, access }: EndStepProps) => {
  const text = useText();
  const kind = view.isInReview ? 'review' : view.kind;
  const message = view.message ?? (view.isInReview ? text.end.review : null);
  const next: Record<EndView['kind'], string> = {
    done: text.end.closePage,
    expired: text.end.askSender,
    cancelled: text.end.askSender,
    error: text.end.failed,
  };
  return (
    <div class="centre">
      <Icon name={view.isInReview ? 'clock' : icons[view.kind]} />
      <Heading level="h1" takesFocus>
        {view.title ?? text.end.title[kind]}
      </Heading>
      {message !== null && <p>{message}</p>}
      {view.redirectUrl === null ? (
        <p class="muted">{next[view.kind]}</p>
      ) : (
        <Redirect organization={organization} access={access} />
      )}
    </div>
  );
};
