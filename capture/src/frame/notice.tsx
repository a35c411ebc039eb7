import type { SessionNotice } from '../session/session-screen.ts';
import { useText } from '../text/use-text.ts';

/** Always in the page, so that screen readers notice when something is said in it. */
export const Notice = ({ notice }: { notice: SessionNotice | null }) => {
  const text = useText();
  const sentences: Record<SessionNotice, string> = {
    moved_on: text.page.movedOn,
    withdrawn: text.page.withdrawn,
    reconnecting: text.page.reconnecting,
  };
  return <div role="status">{notice !== null && <p class="notice">{sentences[notice]}</p>}</div>;
};
