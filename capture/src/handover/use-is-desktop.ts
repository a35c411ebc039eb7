import { useEffect, useState } from 'preact/hooks';

const desktop = '(hover: hover) and (pointer: fine) and (min-width: 50rem)';

/** A wide screen with a mouse. */
export const useIsDesktop = (): boolean => {
  const [isDesktop, setDesktop] = useState(() => matchMedia(desktop).matches);
  useEffect(() => {
    const query = matchMedia(desktop);
    const onChange = () => setDesktop(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, []);
  return isDesktop;
};
