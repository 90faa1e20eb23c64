'use client';
import { useCallback, useEffect, useState } from 'react';
import { useSearchParams } from 'next/navigation';

/** Sent to the window when something else than the page has changed its address: a presenter whom it follows. */
export const ADDRESS_CHANGED = 'ven-address';

/** A value that the page's address has, too: it can be linked to, and stays over a reload. Empty when it is not there. */
export function useSearch(name: string): readonly [string, (value: string) => void] {
  const search = useSearchParams();
  // The address follows later than what is typed.
  const [present, setPresent] = useState(search.get(name) ?? '');
  useEffect(() => {
    const follow = (): void => setPresent(new URLSearchParams(window.location.search).get(name) ?? '');
    window.addEventListener(ADDRESS_CHANGED, follow);
    return () => window.removeEventListener(ADDRESS_CHANGED, follow);
  }, [name]);
  const set = useCallback(
    (value: string) => {
      setPresent(value);
      const url = new URL(window.location.href);
      if (value === '') url.searchParams.delete(name);
      else url.searchParams.set(name, value);
      // The router follows it without asking the server.
      window.history.replaceState(null, '', url);
    },
    [name],
  );
  return [present, set];
}
