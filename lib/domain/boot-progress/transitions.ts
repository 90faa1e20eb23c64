import { type Stage, stageIndex } from '../stages.ts';

/** Where a guest may find itself again, by a retry or restart of its own, and from which stages on. */
const RETURNS: Partial<Readonly<Record<Stage, Stage>>> = {
  firmware: 'address',
  address: 'http-boot',
  'http-boot': 'ipxe',
  ipxe: 'micro-os-download',
  // An installed system may restart itself as often as it likes.
  rebooting: 'os-boot',
};

/**
 * Whether what a guest shows may move the boot from one stage to another. Forward always; backward only where a
 * guest can come by itself; never out of `ready`, which is not the guest's to say.
 */
export function mayObserve(from: Stage, to: Stage): boolean {
  if (from === 'ready' || to === 'ready') return false;
  if (stageIndex(to) > stageIndex(from)) return true;
  const earliest = RETURNS[to];
  return earliest !== undefined && stageIndex(from) >= stageIndex(earliest);
}
