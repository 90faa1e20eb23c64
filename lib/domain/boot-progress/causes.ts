import { type Failure } from '../../contract/boot.ts';
import { type FailureClass, STAGE_FACTS, type Stage } from '../stages.ts';

/** Whose fault it most likely is when a stage does not come to its end. */
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
    'Look at the screen; a host under heavy load or a broken KVM shows nothing at all (ven doctor checks it).',
  firmware:
    "Look at the screen and the serial log: the firmware's boot order has to hold an HTTP boot entry.",
  address: "Check that the node's network is active on the host and that its dnsmasq runs (ven doctor).",
  'http-boot': "Check the orchestrator's address and CA (ven doctor).",
  ipxe: "Check that the orchestrator's names resolve in the node's network.",
  'micro-os-download': 'Check the way to the orchestrator; the serial log names the file being loaded.',
  'micro-os': 'Read ttyS1: the micro-OS prints its kernel messages there.',
  onboarding:
    'Check that the serial number is registered at the orchestrator, or type the onboarding account at the prompt.',
  provisioning: "Look at the node's workflow at the orchestrator.",
  rebooting: 'Look at the screen: the firmware may not find the disk it should boot from.',
  'os-boot': 'Look at the screen and the serial log of the installed system.',
  ready: '',
};

export const timedOutCause = (stage: Stage, seconds: number): string =>
  `Waited ${String(seconds)} s for ${STAGE_FACTS[stage].waitsFor}, and nothing moved.`;

export const nextStep = (stage: Stage): string => NEXT_STEP[stage];

/** Said as soon as a node asks for what nobody will type. */
export const UNKNOWN_DEVICE = {
  class: 'onboarding',
  cause:
    'The node is not registered at the orchestrator, so it asks for the onboarding account, and in the non-interactive flow nobody types one.',
  fix: 'Register the serial number at the orchestrator and reset the node; or type the onboarding account at the prompt; or create the node with the interactive flow.',
} as const;

/** A password that is typed there would stand on the screen and in the log. Somebody may still type it meanwhile. */
export const ECHOED_PROMPT = {
  class: 'onboarding',
  cause:
    'The node asks for the password of the onboarding account and echoes what is typed, so the console has typed none: it would be readable on the serial port and in its log.',
  fix: 'Type the password on the serial port yourself if it may be seen; or reset the node, and its prompt may hide what is typed.',
  grace: 60,
  rank: 'cause',
} as const;

const STORAGE_FULL = {
  class: 'storage',
  cause: "The host's storage is full: what the node writes finds no room, so the host has paused it.",
  fix: "Free space in the host's image folder (the host's page says how much there is), then resume the node; it goes on where it was.",
} as const;

export const storageFull = (stage: Stage): Failure => ({ ...STORAGE_FULL, stage, evidence: null });

/** Also one that was read back from the database. */
export const isStorageFull = (failure: Failure | null): boolean => failure?.cause === STORAGE_FULL.cause;

const STOPPED_BY: Readonly<Record<'shutdown' | 'destroyed' | 'crashed' | 'failed' | 'unknown', string>> = {
  shutdown: 'The machine switched itself off before it was ready.',
  destroyed: 'The machine was switched off by somebody outside this console before it was ready.',
  crashed: 'The machine crashed.',
  failed: "The machine's process failed on the host.",
  unknown: 'The machine stopped for a reason that libvirt does not know.',
};

export const stoppedCause = (reason: keyof typeof STOPPED_BY): string => STOPPED_BY[reason];

/** A crash is the host's business; a machine that switches itself off is that of the software in it. */
export const classOfStop = (reason: keyof typeof STOPPED_BY, stage: Stage): FailureClass =>
  reason === 'shutdown' ? CLASS_OF_STAGE[stage] : 'host';

export const stopNextStep = (reason: keyof typeof STOPPED_BY): string =>
  reason === 'shutdown' || reason === 'destroyed'
    ? 'Start the node again.'
    : "Read the domain's log of QEMU on the host (/var/log/libvirt/qemu), then start the node again.";
