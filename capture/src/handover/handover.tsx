import { useState } from 'preact/hooks';
import { useText } from '../text/use-text.ts';
import { QrCode } from './qr-code.tsx';
import { useIsDesktop } from './use-is-desktop.ts';

/** On a desktop: go on on the phone, whose camera is better. The link itself is the hand-over, because the state is the server's. */
export const Handover = ({ onFollow }: { onFollow(isFollowing: boolean): void }) => {
  const { handover } = useText();
  const isDesktop = useIsDesktop();
  const [isOpen, setOpen] = useState(false);
  if (!isDesktop) return null;
  if (location.protocol !== 'https:') return <p class="handover muted">{handover.insecure}</p>;
  const toggle = () => {
    setOpen(!isOpen);
    onFollow(!isOpen);
  };
  return (
    <section class="handover" aria-labelledby="handover-title">
      <h2 id="handover-title">{handover.title}</h2>
      <p>{handover.message}</p>
      {isOpen && <QrCode label={handover.code} content={`${location.origin}${location.pathname}`} />}
      <button type="button" aria-expanded={isOpen} onClick={toggle}>
        {isOpen ? handover.hide : handover.show}
      </button>
    </section>
  );
};
