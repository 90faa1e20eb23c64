import { type RefObject, useEffect, useState } from 'react';

/** Whether an element is on the screen, or about to be. */
export function useInSight(element: RefObject<HTMLElement | null>): boolean {
  const [isInSight, setIsInSight] = useState(false);
  useEffect(() => {
    const watched = element.current;
    if (watched === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => setIsInSight(entries.at(-1)?.isIntersecting === true),
      { rootMargin: '100px' },
    );
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element]);
  return isInSight;
}
