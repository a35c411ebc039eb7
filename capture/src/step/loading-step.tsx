import { useText } from '../text/use-text.ts';

export const LoadingStep = () => {
  const text = useText();
  return (
    <div class="centre" role="status">
      <span class="pulse" aria-hidden="true" />
      <p>{text.page.loading}</p>
    </div>
  );
};
