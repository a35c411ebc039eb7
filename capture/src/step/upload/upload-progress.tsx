import { Message } from '../../frame/message.tsx';
import { useText } from '../../text/use-text.ts';
import type { Upload } from './use-upload.ts';

/** Screen readers hear quarters, not every percent. */
const quarter = (percent: number): number => Math.floor(percent / 25) * 25;

export const UploadProgress = ({ upload }: { upload: Upload }) => {
  const text = useText();
  const percent = Math.round(upload.share * 100);
  const isSent = upload.share === 1;
  return (
    <>
      <label for="upload">{isSent ? text.upload.checking : text.upload.sending}</label>
      <progress id="upload" max={100} value={percent} />
      <p class="muted" aria-hidden="true">
        {text.upload.percent(percent)}
      </p>
      <p class="visually-hidden" role="status">
        {text.upload.percent(quarter(percent))}
      </p>
      <Message>{upload.isOffline ? text.upload.offline : null}</Message>
      <div class="actions">
        {upload.isOffline && (
          <button type="button" class="primary" onClick={upload.sendNow}>
            {text.upload.now}
          </button>
        )}
        <button type="button" onClick={upload.cancel}>
          {text.action.cancel}
        </button>
      </div>
    </>
  );
};
