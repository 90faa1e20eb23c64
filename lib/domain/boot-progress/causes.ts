import type { Failure } from '../../contract/boot.ts';
import { type FailureClass, STAGE_FACTS, type Stage } from '../stages.ts';

/** The most likely class of failure when a stage does not finish. */
export const CLASS_OF_STAGE: Readonly<Record<Stage, FailureClass>> = {
  defined: 'host',
  'powered-on': 'host',
  firmware: 'boot',
  address: 'boot',
  'http-boot': 'boot',
  ipxe: 'ipxe',
  'micro-os-download': 'ipxe',
  'micro-os': 'onboarding',
  onboarding: 'onboarding',
  provisioning: 'workflow',
  rebooting: 'os',
  'os-boot': 'os',
  ready: 'os',
};

const NEXT_STEP: Readonly<Record<Stage, string>> = {
  defined: 'Start the node.',
  'powered-on':
    'Look at the screen; an overloaded host or broken KVM shows nothing at all (ven doctor checks both).',
  firmware:
    "Look at the screen and the serial log: the firmware's boot order must contain an HTTP boot entry.",
  address: "Check that the node's network is active on the host and that its dnsmasq runs (ven doctor).",
  'http-boot': "Check the orchestrator's address and CA (ven doctor).",
  ipxe: "Check that the orchestrator's names resolve in the node's network.",
  'micro-os-download':
    'Check the connection to the orchestrator; the serial log names the file being loaded.',
  'micro-os': 'Read ttyS1: the micro-OS prints its kernel messages there.',
  onboarding:
    'Check that the serial number is registered with the orchestrator, or type the onboarding account at the prompt.',
  provisioning: "Look at the node's workflow at the orchestrator.",
  rebooting: 'Look at the screen: the firmware may not find the disk it should boot from.',
  'os-boot': 'Look at the screen and the serial log of the installed system.',
  ready: '',
};

export const timedOutCause = (stage: Stage, seconds: number): string =>
  `Waited ${String(seconds)} s for ${STAGE_FACTS[stage].waitsFor}, without any progress.`;

export const nextStep = (stage: Stage): string => NEXT_STEP[stage];

/** Reported as soon as a node asks for credentials that nobody will type. */
export const UNKNOWN_DEVICE = {
  class: 'onboarding',
  cause:
    'The node is not registered with the orchestrator, so it asks for the onboarding account, which nobody types in the non-interactive flow.',
  fix: 'Register the serial number with the orchestrator and reset the node; or type the onboarding account at the prompt; or create the node with the interactive flow.',
} as const;

/** A password typed there would be visible on the screen and in the log. Somebody may still type it. */
export const ECHOED_PROMPT = {
  class: 'onboarding',
  cause:
    'The node asks for the password of the onboarding account and echoes what is typed, so the console has typed none: it would be readable on the serial port and in its log.',
  fix: 'Type the password on the serial port yourself if it may be seen, or reset the node: its next prompt may hide what is typed.',
  grace: 60,
  rank: 'cause',
} as const;

const STORAGE_FULL = {
  class: 'storage',
  cause:
    "The host's storage is full: the host has paused the node because it has no room for what the node writes.",
  fix: "Free space in the host's image folder (the host's page shows how much is free), then resume the node; it continues where it stopped.",
} as const;

export const storageFull = (stage: Stage): Failure => ({ ...STORAGE_FULL, stage, evidence: null });

/** Also recognises one that was read back from the database. */
export const isStorageFull = (failure: Failure | null): boolean => failure?.cause === STORAGE_FULL.cause;

/** A fault that somebody has asked for. */
export const powerCut = (stage: Stage): Failure => ({
  class: 'host',
  cause: 'On purpose: a fault of this console has cut its power.',
  fix: 'Start the node again.',
  stage,
  evidence: null,
});

const STOPPED_BY: Readonly<Record<'shutdown' | 'destroyed' | 'crashed' | 'failed' | 'unknown', string>> = {
  shutdown: 'The machine powered itself off before it was ready.',
  destroyed: 'The machine was powered off from outside this console before it was ready.',
  crashed: 'The machine crashed.',
  failed: "The machine's process failed on the host.",
  unknown: 'The machine stopped for a reason that libvirt does not know.',
};

export const stoppedCause = (reason: keyof typeof STOPPED_BY): string => STOPPED_BY[reason];

/** A crash is attributed to the host; a machine that powers itself off, to the software in it. */
export const classOfStop = (reason: keyof typeof STOPPED_BY, stage: Stage): FailureClass =>
  reason === 'shutdown' ? CLASS_OF_STAGE[stage] : 'host';

export const stopNextStep = (reason: keyof typeof STOPPED_BY): string =>
  reason === 'shutdown' || reason === 'destroyed'
    ? 'Start the node again.'
    : "Read the domain's QEMU log on the host (/var/log/libvirt/qemu), then start the node again.";
