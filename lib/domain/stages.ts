/**
 * The stages of a node from its definition to ready, in order. A stage may pass unobserved (a firmware or an OS that
 * prints nothing on serial): later evidence closes the earlier stages.
 */
export const STAGES = [
  'defined',
  'powered-on',
  'firmware',
  'address',
  'http-boot',
  'ipxe',
  'micro-os-download',
  'micro-os',
  'onboarding',
  'provisioning',
  'rebooting',
  'os-boot',
  'ready',
] as const;

export type Stage = (typeof STAGES)[number];

/** How a boot can end without `ready`. */
export const ENDINGS = ['failed', 'timed-out', 'cancelled'] as const;

export type Ending = (typeof ENDINGS)[number];

export interface StageFacts {
  /** Display name. */
  readonly title: string;
  /** What the node waits for in this stage; completes the sentence "Waiting for …". */
  readonly waitsFor: string;
  /** Seconds without progress until the boot times out; generous, because software emulation is slow. */
  readonly timeout: number;
}

export const STAGE_FACTS: Readonly<Record<Stage, StageFacts>> = {
  defined: { title: 'Defined', waitsFor: 'the node to be started', timeout: 600 },
  'powered-on': { title: 'Powered on', waitsFor: 'the first sign of the firmware', timeout: 120 },
  firmware: { title: 'Firmware', waitsFor: 'the firmware to find something to boot', timeout: 300 },
  address: { title: 'Address', waitsFor: 'an address by DHCP', timeout: 120 },
  'http-boot': { title: 'HTTP boot', waitsFor: 'the boot program from the orchestrator', timeout: 300 },
  ipxe: { title: 'iPXE', waitsFor: 'iPXE to reach the orchestrator', timeout: 300 },
  'micro-os-download': { title: 'Micro-OS download', waitsFor: 'kernel and initial RAM disk', timeout: 900 },
  'micro-os': { title: 'Micro-OS', waitsFor: 'the micro-OS to come up', timeout: 300 },
  onboarding: { title: 'Onboarding', waitsFor: 'the orchestrator to onboard the node', timeout: 900 },
  provisioning: { title: 'Provisioning', waitsFor: 'the operating system to be written', timeout: 1800 },
  rebooting: { title: 'Rebooting', waitsFor: 'the machine to start from its disk', timeout: 300 },
  'os-boot': { title: 'OS boot', waitsFor: 'the operating system to report in', timeout: 900 },
  ready: { title: 'Ready', waitsFor: 'nothing', timeout: 0 },
};

const ENDING_TITLES: Readonly<Record<Ending, string>> = {
  failed: 'Failed',
  'timed-out': 'Timed out',
  cancelled: 'Cancelled',
};

export const isEnding = (stage: Stage | Ending): stage is Ending => ENDINGS.some((each) => each === stage);

/** It did not become ready, and no user caused that. */
export const isFailed = (stage: Stage | Ending): stage is 'failed' | 'timed-out' =>
  stage === 'failed' || stage === 'timed-out';

export const isStage = (stage: Stage | Ending): stage is Stage => !isEnding(stage);

/** Display name of a stage or an ending. */
export const stageTitle = (stage: Stage | Ending): string =>
  isEnding(stage) ? ENDING_TITLES[stage] : STAGE_FACTS[stage].title;

/** Position in the order; `ready` is the last. */
export const stageIndex = (stage: Stage): number => STAGES.indexOf(stage);

/** Each of these once, in order. */
export function inOrder(some: Iterable<Stage>): Stage[] {
  const chosen = new Set(some);
  return STAGES.filter((stage) => chosen.has(stage));
}

/** Families of causes; they correspond to the exit codes of the scripts that this product replaces. */
export const FAILURE_CLASSES = ['boot', 'ipxe', 'workflow', 'storage', 'onboarding', 'os', 'host'] as const;

export type FailureClass = (typeof FAILURE_CLASSES)[number];

const END_WORDS: Readonly<Record<string, string>> = {
  shutdown: 'shut down',
  destroyed: 'powered off',
  crashed: 'crashed',
  failed: 'failed',
  unknown: 'ended while the console was not looking',
};

/** How a boot ended, in plain words: libvirt's "destroyed" means that the power was cut. */
export const endWord = (reason: string | null): string =>
  reason === null ? 'powered off' : (END_WORDS[reason] ?? reason);
