'use client';
import { useCallback, useState } from 'react';
import { useSearchParams } from 'next/navigation';

/** A value that the page's address has, too: it can be linked to, and stays over a reload. Empty when it is not there. */
export function useSearch(name: string): readonly [string, (value: string) => void] {
  const search = useSearchParams();
  // The address follows later than what is typed.
  const [present, setPresent] = useState(search.get(name) ?? '');
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
