import { useSession } from '../data/hooks.ts';
import { usePresence } from '../data/presence.ts';
import { driverBar } from './driver.ts';

/** Whether keys reach the guest now: nobody else drives the console. */
export function useMayType(node: string, console: string): boolean {
  const { data: session } = useSession();
  const { data: presence } = usePresence(node);
  if (session === undefined || presence === undefined) return true;
  return driverBar(presence, console, session)?.isOpen ?? true;
}
