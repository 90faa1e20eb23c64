import { useEffect } from 'react';

const PRODUCT = 'VEN Console';

/** The tab's title while the page is mounted; overrides the router's. */
export function useTitle(title: string): void {
  useEffect(() => {
    const wanted = `${title} · ${PRODUCT}`;
    const assert = (): void => {
      if (document.title !== wanted) document.title = wanted;
    };
    assert();
    const watched = new MutationObserver(assert);
    watched.observe(document.head, { subtree: true, childList: true, characterData: true });
    return () => watched.disconnect();
  }, [title]);
}
