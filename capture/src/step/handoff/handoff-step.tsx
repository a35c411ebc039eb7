import type { HandoffView } from '@gatehouse/core/node/view.ts';
import { useEffect, useState } from 'preact/hooks';
import { StepLayout } from '../../design/step-layout.tsx';
import { Message } from '../../frame/message.tsx';
import { QrCode } from '../../handover/qr-code.tsx';
import { useIsDesktop } from '../../handover/use-is-desktop.ts';
import type { Session } from '../../session/use-session.ts';
import { failureSentence } from '../../text/failure-sentence.ts';
import { useText } from '../../text/use-text.ts';
import { useSend } from '../use-send.ts';
import { canShowCode, isOtherDevice, otherDeviceAddress } from './other-device.ts';

interface HandoffStepProps {
  readonly view: HandoffView;
  readonly session: Session;
}

/** A phone or a tablet is what most hand-overs lead to: there the code waits behind a button. */
const WayOnRequest = () => {
  const { handoff, handover } = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <p>{handoff.already}</p>
      {isOpen && <Way />}
      <button type="button" class="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {isOpen ? handover.hide : handover.show}
      </button>
    </>
  );
};

/** The way to the other device: a code, or where none is of use the address to open there. */
const Way = () => {
  const { handoff, handover } = useText();
  return canShowCode() ? (
    <>
      <p>{handoff.scan}</p>
      <QrCode label={handover.code} content={otherDeviceAddress()} />
    </>
  ) : (
    <>
      <p>{handoff.insecure}</p>
      <p class="address">{otherDeviceAddress()}</p>
    </>
  );
};

/**
 * Leads to another device. This page asks often meanwhile, so that it moves on when the other one does. Opened there, by the
 * code, it has one button.
 */
export const HandoffStep = ({ view, session }: HandoffStepProps) => {
  const text = useText();
  const { isSending, failure, send } = useSend();
  const isOther = isOtherDevice();
  const isDesktop = useIsDesktop();
  const staysHere = isOther || (view.allowsHere && !isDesktop);
  useEffect(() => {
    if (!isOther) session.follow(true);
  }, [isOther]);
  const goOn = (device: 'here' | 'other') =>
    send(async () => {
      const refused = await session.submit({ device });
      if (refused === null) session.follow(false);
      return refused;
    });
  const way = (
    <div class="handoff">
      {isOther ? <p>{text.handoff.arrived}</p> : staysHere ? <WayOnRequest /> : <Way />}
      {!staysHere && <p class="muted">{text.handoff.follows}</p>}
    </div>
  );
  const next = view.nextLabel ?? (isOther ? text.action.continue : text.handoff.here);
  const buttons = (
    <>
      <Message>{failure === null ? null : failureSentence(text, failure)}</Message>
      <div class="actions">
        {(isOther || view.allowsHere) && (
          <button
            type="button"
            class={staysHere ? 'primary' : undefined}
            aria-disabled={isSending}
            onClick={() => goOn(isOther ? 'other' : 'here')}
          >
            {isSending ? text.action.sending : next}
          </button>
        )}
        {view.canGoBack && (
          <button type="button" class="plain" aria-disabled={isSending} onClick={() => send(session.back)}>
            {view.backLabel ?? text.action.back}
          </button>
        )}
      </div>
    </>
  );
  return (
    <StepLayout
      design={view.design}
      title={view.title}
      intro={view.intro}
      controls={[
        { slot: 'qr', content: way },
        { slot: 'buttons', content: buttons },
      ]}
    />
  );
};
