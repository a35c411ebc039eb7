import { useText } from '../text/use-text.ts';

/** How far the person is: `done` steps of at most `total`. The bar also counts the step under way and the end, so it is never empty and never full too soon. */
export const Progress = ({ done, total }: { done: number; total: number }) => {
  const text = useText();
  const current = Math.min(done + 1, total);
  return (
    <div class="progress">
      <label for="progress" aria-live="polite">
        {text.page.progress(current, total)}
      </label>
      <progress id="progress" max={total + 1} value={done + 1} />
    </div>
  );
};
