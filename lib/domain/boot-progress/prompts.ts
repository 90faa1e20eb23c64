import type { PromptDetection } from '../recogniser/detections.ts';
import { UNKNOWN_DEVICE } from './causes.ts';
import { enter } from './stage-events.ts';
import { evidenceOf, suspected } from './evidence.ts';
import type { BootProgress } from './boot-progress.ts';

/** How long the node's other port, or a person, has to answer. */
const NOBODY_S = 3;

/**
 * A login prompt makes a system ready only without an orchestrator, or while the orchestrator still reports it as
 * running. Any prompt is a sign of life, except one that nobody is going to answer.
 */
export function prompted(boot: BootProgress, at: string, detection: PromptDetection): BootProgress {
  const { stage, options } = boot;
  if (detection.prompt === 'login') return stage === 'os-boot' ? systemUp(boot, at, detection) : boot;
  if (options.flow === 'nio' && detection.prompt === 'username') {
    if (boot.suspect?.failure.cause === UNKNOWN_DEVICE.cause) return boot;
    const { port, offset, line } = detection;
    const about = { ...UNKNOWN_DEVICE, grace: NOBODY_S, rank: 'cause' } as const;
    return suspected(boot, at, { kind: 'failure', ...about, port, offset, line });
  }
  return stage === 'onboarding' && boot.suspect !== null ? { ...boot, suspect: null, movedAt: at } : boot;
}

/** The installed system asks for a login: it has come up in spite of a suspected failure. */
function systemUp(boot: BootProgress, at: string, detection: PromptDetection): BootProgress {
  const ready = { at, evidence: evidenceOf(detection), progress: null };
  const { orchestrator, ready: rule } = boot.options;
  const isEnough = rule == null ? orchestrator === 'none' : rule.kind === 'login-prompt';
  if (isEnough) return enter(boot, 'ready', { ...ready, basis: 'observed' });
  if (rule == null && isReportedRunning(boot)) return enter(boot, 'ready', { ...ready, basis: 'confirmed' });
  return boot.suspect === null ? boot : { ...boot, suspect: null };
}

/** Ready before, and the orchestrator has reported nothing else since. */
export function isReportedRunning({ options, lastReport }: BootProgress): boolean {
  return (
    options.wasReady === true && (lastReport?.status === 'running' || lastReport?.status === 'installed')
  );
}
