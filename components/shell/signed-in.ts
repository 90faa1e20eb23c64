import { useEffect } from 'react';
import { usePathname, useRouter } from 'next/navigation';
import { ConsoleError } from '../../lib/contract/error.ts';
import { onSessionExpired } from '../data/client.ts';
import { useSession } from '../data/hooks.ts';

/** The session. Without one, or when it has ended, this leads to the login page, and back here afterwards. */
export function useSignedIn() {
  const router = useRouter();
  const path = usePathname();
  const { data: session, error, refetch } = useSession();
  const out = error instanceof ConsoleError && error.code === 'unauthenticated';
  useEffect(() => {
    const leave = (): void => {
      const next = `${window.location.pathname}${window.location.search}`;
      router.replace(`/login?next=${encodeURIComponent(next)}`);
    };
    if (out) leave();
    return onSessionExpired(leave);
  }, [router, path, out]);
  return { session, error: out ? null : error, retry: () => void refetch() };
}
