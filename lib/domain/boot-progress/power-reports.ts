import { classOfStop, isStorageFull, powerCut, stoppedCause, stopNextStep, storageFull } from './causes.ts';
import type { BootInput, BootProgress, StatusReport } from './boot-progress.ts';
import { close, enter, EVENTS_MAX, fail, takeBack } from './stage-events.ts';

const OF_POWER: ReadonlySet<StatusReport['status']> = new Set([
  'paused',
  'resumed',
  'storage-full',
  'stopped',
]);

/** Reports about the power state carry no progress. */
export const isOfPower = (input: BootInput): boolean =>
  input.kind === 'report' && OF_POWER.has(input.report.status);

/** The machine was paused, or resumed; a failure for lack of storage ends with its pause. */
export function paused(boot: BootProgress, at: string, isPaused: boolean): BootProgress {
  if (!isPaused && isStorageFull(boot.failure)) return { ...takeBack(boot, at), paused: false };
  return boot.paused === isPaused ? boot : { ...boot, paused: isPaused, movedAt: at };
}

/**
 * The machine was paused because the storage is full. A boot that failed earlier keeps its first cause. A ready system
 * counts as failed, too, until it resumes.
 */
export function halted(boot: BootProgress, at: string): BootProgress {
  const there: BootProgress = boot.paused ? boot : { ...boot, paused: true, movedAt: at };
  return there.ending === null ? fail(there, at, storageFull(there.stage)) : there;
}

/** The machine starts its firmware again without a power cycle: the installed system is rebooting. */
export function restarted(boot: BootProgress, at: string): BootProgress {
  if (boot.stoppedAt !== null && boot.stages.length < EVENTS_MAX)
    return enter(boot, 'firmware', { at, basis: 'confirmed', evidence: null, progress: null });
  if (boot.stage !== 'ready' || boot.stages.length >= EVENTS_MAX) return boot;
  // The installer's own reboot; nobody could say afterwards that the system is up again.
  if (boot.lastReport?.status === 'installed') return boot;
  const again: BootProgress = { ...boot, options: { ...boot.options, wasReady: true } };
  return enter(again, 'rebooting', { at, basis: 'confirmed', evidence: null, progress: null });
}

/** The machine is off: the boot is over, and has failed unless it was ready or somebody asked for this. */
export function stopped(
  boot: BootProgress,
  at: string,
  { reason, requested, onPurpose = false }: StatusReport & { status: 'stopped' },
): BootProgress {
  if (boot.over) return boot;
  const over: BootProgress = { ...boot, over: true, paused: false };
  // A managed save keeps the memory; the next start continues from here.
  if (boot.ending !== null || boot.stage === 'ready' || reason === 'saved') return over;
  if (requested) {
    const stages = close(boot.stages, at, 'cancelled');
    return { ...over, stages, ending: 'cancelled', suspect: null, movedAt: at };
  }
  const { stage, suspect } = boot;
  if (onPurpose) return fail(over, at, powerCut(stage));
  if (suspect !== null) return fail(over, at, suspect.failure, suspect.rank);
  return fail(over, at, {
    class: classOfStop(reason, stage),
    cause: stoppedCause(reason),
    fix: stopNextStep(reason),
    stage,
    evidence: null,
  });
}
