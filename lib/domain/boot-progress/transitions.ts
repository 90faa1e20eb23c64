import { type Stage, stageIndex } from '../stages.ts';

/** The stages to which a retry or restart can take a guest back, and from which stages. */
const RETURNS: Partial<Readonly<Record<Stage, Stage>>> = {
  firmware: 'address',
  address: 'http-boot',
  'http-boot': 'ipxe',
  ipxe: 'micro-os-download',
  // An installed system may restart at any time.
  rebooting: 'os-boot',
};

/**
 * Whether serial output may move the boot from one stage to another: forward always, backward only by a retry or
 * restart, and never out of `ready`, which serial output does not decide.
 */
export function mayObserve(from: Stage, to: Stage): boolean {
  if (from === 'ready' || to === 'ready') return false;
  if (stageIndex(to) > stageIndex(from)) return true;
  const earliest = RETURNS[to];
  return earliest !== undefined && stageIndex(from) >= stageIndex(earliest);
}
