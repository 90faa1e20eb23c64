import { guestRequests } from 'ven-client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { GuestView } from '../../lib/contract/share.ts';
import { http, shareBase } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const guestApi = guestRequests(http);

/** Whether this page is that of a share link, for somebody who may only look. */
export const isGuestPage = (): boolean => shareBase() !== '';

const put = (view: GuestView): void => {
  queryClient.setQueryData<GuestView>(keys.guest, view);
};

/**
 * The secret behind the `#`, which is taken out of the address at once: whoever sees, copies or bookmarks the address
 * from then on has not got it.
 */
function takeToken(): string | null {
  const token = window.location.hash.slice(1);
  if (token === '') return null;
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
  return token;
}

/** Exchanges the secret for a cookie, or asks what the cookie that is there opens. */
async function openView(): Promise<GuestView> {
  const token = takeToken();
  return token === null ? guestApi.view() : guestApi.open(token);
}

/** What the link of this page shows. */
export function useGuest() {
  const query = useQuery({ queryKey: keys.guest, queryFn: openView, retry: false });
  const { refetch } = query;
  // Somebody opens another link in this window.
  useEffect(() => {
    const opened = (): void => {
      if (window.location.hash !== '') void refetch();
    };
    window.addEventListener('hashchange', opened);
    return () => window.removeEventListener('hashchange', opened);
  }, [refetch]);
  return query;
}

export const useEnter = () => useMutation({ mutationFn: guestApi.enter, onSuccess: put });

/** Whether output may be saved: guests only where the link says so. */
export function useMaySave(): boolean {
  const { data } = useQuery({ queryKey: keys.guest, queryFn: openView, enabled: false });
  return !isGuestPage() || (data?.state === 'open' && data.share.downloads);
}
