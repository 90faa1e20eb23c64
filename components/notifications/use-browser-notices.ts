import { useEffect } from 'react';
import { useRouter } from 'next/navigation';
import { onNotice } from '../data/store.ts';
import { usePreference } from '../data/preference.ts';
import { showNotice } from './browser-notices.ts';

/** Whether somebody wants notifications in this browser. */
export function useBrowserNotices(): readonly [boolean, (on: boolean) => void] {
  const [value, set] = usePreference('notices', 'off');
  return [value === 'on', (on) => set(on ? 'on' : 'off')];
}

/** Shows what happens for as long as the page is open. */
export function useShownNotices(): void {
  const [isOn] = useBrowserNotices();
  const router = useRouter();
  useEffect(
    () => (isOn ? onNotice((notice) => void showNotice(notice, (path) => router.push(path))) : undefined),
    [isOn, router],
  );
}
