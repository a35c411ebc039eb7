import { Heading } from '../frame/heading.tsx';
import { Icon } from '../frame/icon.tsx';
import { useText } from '../text/use-text.ts';

/** The link opens nothing, or nothing any more. */
export const ClosedStep = ({ reason }: { reason: 'link_invalid' | 'session_over' }) => {
  const { link } = useText();
  const isOver = reason === 'session_over';
  return (
    <div class="centre">
      <Icon name={isOver ? 'clock' : 'cross'} />
      <Heading level="h1" takesFocus>
        {isOver ? link.overTitle : link.title}
      </Heading>
      <p>{isOver ? link.overMessage : link.message}</p>
    </div>
  );
};
