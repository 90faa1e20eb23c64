import { type Stage, stageIndex } from '../stages.ts';
import { type StatusReport } from './boot-progress.ts';

/** What a status report does to a boot's progress. */
export type ReportEffect =
  /** This stage is entered, unless the boot is there already; earlier ones are passed. */
  | { readonly to: Stage }
  /** This stage is over and the next one begins, unless the boot is farther. */
  | { readonly passed: Stage }
  | { readonly fail: true }
  | { readonly stop: true }
  | { readonly pause: boolean }
  /** Paused by a fault of the host, and failed for as long as it stays so. */
  | { readonly halt: true }
  | { readonly again: true }
  /** Good to know, moves nothing. */
  | { readonly note: true };

/** The effect of each status report. */
export const REPORT_EFFECTS: Readonly<Record<StatusReport['status'], ReportEffect>> = {
  'powered-on': { to: 'powered-on' },
  paused: { pause: true },
  'storage-full': { halt: true },
  resumed: { pause: false },
  restarted: { again: true },
  stopped: { stop: true },
  registered: { note: true },
  onboarded: { passed: 'onboarding' },
  provisioning: { to: 'provisioning' },
  provisioned: { passed: 'provisioning' },
  rebooting: { to: 'rebooting' },
  running: { to: 'ready' },
  failed: { fail: true },
};

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
