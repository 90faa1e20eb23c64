import type { Notice } from '../../lib/contract/notice.ts';

/** Whether this browser may show notifications, and why not. */
export type BrowserPermission = NotificationPermission | 'missing' | 'insecure';

export function browserPermission(): BrowserPermission {
  if (typeof window === 'undefined') return 'default';
  // Elsewhere browsers refuse without asking, which nobody would understand.
  if (!window.isSecureContext) return 'insecure';
  return 'Notification' in window ? Notification.permission : 'missing';
}

/** Asks the person, if the browser has not done so before. */
export async function askForPermission(): Promise<BrowserPermission> {
  if (browserPermission() !== 'default') return browserPermission();
  await Notification.requestPermission();
  return browserPermission();
}

/** Shows it once, however many tabs are open. False: the browser refuses. */
export function showNotice(
  { id, title, text, path }: Pick<Notice, 'id' | 'title' | 'text' | 'path'>,
  open: (path: string) => void,
): boolean {
  if (browserPermission() !== 'granted') return false;
  try {
    const shown = new Notification(title, { body: text, tag: id });
    shown.onclick = () => {
      window.focus();
      shown.close();
      open(path);
    };
    return true;
  } catch {
    // On phones, pages alone may not.
    return false;
  }
}
