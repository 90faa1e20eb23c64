import type { Stage } from '../stages.ts';
import type { Cause, Confidence } from './causes.ts';
import type { Finding } from './findings.ts';

/** When a cause is the likely one. */
export interface CauseRow {
  readonly cause: Cause;
  /** The first and the last stage in which a boot fails or stalls because of it. */
  readonly from: Stage;
  readonly until: Stage;
  /** One of them is enough: the cause is certain if it is confirmed, and likely if only the guest says so. */
  readonly proof: readonly Finding[];
  /** One makes the cause possible; two, of which one is confirmed, make it likely. */
  readonly signs?: readonly Finding[];
  /** Without it, the row does not apply. */
  readonly needs?: Finding;
  /** Confirmed, each makes the cause a step less probable; of those that are only possible, it comes last. */
  readonly against?: readonly Finding[];
  /** It is never more than that. */
  readonly most?: Confidence;
}

const ALWAYS = { from: 'defined', until: 'ready' } as const;
/** Up to the firmware's first download. */
const FIRST_DOWNLOAD = { from: 'powered-on', until: 'http-boot' } as const;
/** As long as files come over the network of the node. */
const DOWNLOADS = { from: 'powered-on', until: 'micro-os' } as const;
const IN_FIRMWARE = { from: 'powered-on', until: 'firmware' } as const;
const ONBOARDING = { from: 'micro-os', until: 'onboarding' } as const;
const WORKFLOW = { from: 'micro-os', until: 'provisioning' } as const;
const SYSTEM = { from: 'rebooting', until: 'ready' } as const;

/** Where two rows are equally probable, the first counts: the one that is nearer to the cause. */
export const CAUSE_TABLE: readonly CauseRow[] = [
  { cause: 'on-purpose', ...ALWAYS, proof: ['on-purpose'] },
  { cause: 'on-purpose', ...ALWAYS, proof: ['on-purpose-perhaps'], most: 'likely' },
  {
    cause: 'host-storage-full',
    ...ALWAYS,
    proof: ['host-storage-full'],
    signs: ['host-storage-low', 'disk-damaged'],
  },
  { cause: 'crashed', ...ALWAYS, proof: ['crashed'], signs: ['qemu-error'] },
  { cause: 'switched-off', ...ALWAYS, proof: ['switched-off'] },
  // Network, from the cable up.
  { cause: 'link-down', ...DOWNLOADS, proof: ['link-down'] },
  { cause: 'network-down', ...DOWNLOADS, proof: ['network-down'] },
  {
    cause: 'no-random-source',
    ...IN_FIRMWARE,
    proof: ['no-random-source'],
    signs: ['no-network-option'],
  },
  { cause: 'addresses-used-up', ...DOWNLOADS, proof: ['dhcp-addresses-used-up'], against: ['lease'] },
  {
    cause: 'second-dhcp-server',
    ...DOWNLOADS,
    proof: [],
    signs: [
      'second-dhcp-server',
      'dhcp-offer-not-taken',
      'no-dhcp-answer',
      'no-boot-program-named',
      'server-unreachable',
      'file-unusable',
    ],
    against: ['network-elsewhere'],
  },
  {
    cause: 'network-elsewhere',
    ...FIRST_DOWNLOAD,
    until: 'ipxe',
    proof: ['network-elsewhere'],
    signs: ['no-boot-program-named'],
    against: ['network-right'],
  },
  {
    cause: 'no-dhcp-answer',
    ...DOWNLOADS,
    proof: ['no-dhcp-answer', 'dhcp-without-offer'],
    against: ['lease', 'dhcp-offered'],
  },
  {
    cause: 'no-dhcp-answer',
    from: 'powered-on',
    until: 'address',
    proof: [],
    signs: ['no-lease', 'dhcp-not-asked', 'dhcp-offer-not-taken', 'received-nothing'],
  },
  // The boot server, from the name up.
  { cause: 'name-unknown', ...DOWNLOADS, proof: ['name-unknown'], signs: ['no-boot-program-named'] },
  {
    cause: 'server-unreachable',
    ...DOWNLOADS,
    proof: ['server-unreachable', 'no-route'],
    signs: ['proxy-unreachable'],
    against: ['server-reachable'],
  },
  { cause: 'certificate-name', from: 'powered-on', until: 'onboarding', proof: ['certificate-name'] },
  { cause: 'certificate-dates', from: 'powered-on', until: 'onboarding', proof: ['certificate-dates'] },
  {
    cause: 'certificate-authority',
    from: 'powered-on',
    until: 'onboarding',
    proof: ['certificate-authority', 'authority-wrong'],
    signs: ['certificate-suspected'],
    against: ['certificate-right'],
  },
  {
    cause: 'certificate-ciphers',
    ...FIRST_DOWNLOAD,
    proof: [],
    signs: ['certificate-ciphers', 'certificate-suspected'],
    needs: 'certificate-ciphers',
  },
  {
    cause: 'file-missing',
    ...DOWNLOADS,
    proof: ['file-missing', 'file-refused'],
    signs: ['file-wrong', 'certificate-suspected'],
    against: ['file-served'],
  },
  { cause: 'file-unusable', ...DOWNLOADS, proof: ['file-unusable'], against: ['file-served'] },
  {
    cause: 'server-error',
    from: 'powered-on',
    until: 'provisioning',
    proof: ['server-error'],
    signs: ['boot-script-failed'],
  },
  {
    cause: 'connection-lost',
    ...DOWNLOADS,
    proof: ['connection-lost'],
    signs: ['certificate-suspected', 'boot-script-failed'],
    against: ['file-served'],
    most: 'likely',
  },
  // Firmware.
  {
    cause: 'secure-boot-refused',
    ...ALWAYS,
    proof: ['secure-boot-refused'],
    // The firmware may not have got as far as the program.
    signs: ['key-not-enrolled'],
  },
  { cause: 'pxe-first', ...FIRST_DOWNLOAD, proof: ['pxe-first'] },
  {
    cause: 'no-network-option',
    ...IN_FIRMWARE,
    proof: ['no-network-option'],
    against: ['network-option'],
  },
  // Onboarding.
  { cause: 'identity-mismatch', ...ONBOARDING, proof: ['identity-error'], signs: ['account-asked'] },
  { cause: 'account-refused', ...ONBOARDING, proof: ['account-refused'] },
  { cause: 'not-registered', ...ONBOARDING, proof: ['account-asked', 'not-registered'] },
  {
    cause: 'already-onboarded',
    ...ONBOARDING,
    proof: ['refused-by-orchestrator'],
    signs: ['known-already'],
  },
  { cause: 'clock-differs', from: 'micro-os', until: 'ready', proof: ['clock-differs'] },
  { cause: 'images-not-loaded', ...WORKFLOW, proof: ['images-not-loaded'] },
  { cause: 'memory-too-small', from: 'micro-os-download', until: 'ready', proof: ['memory-full'] },
  // Provisioning. What the orchestrator says of a step says more than that there is one.
  { cause: 'disk-too-small', ...WORKFLOW, until: 'ready', proof: ['disk-full', 'disk-too-small'] },
  { cause: 'image-damaged', ...WORKFLOW, proof: ['image-damaged'] },
  { cause: 'secure-boot-mismatch', ...WORKFLOW, proof: ['secure-boot-mismatch'] },
  { cause: 'awaits-os', ...WORKFLOW, proof: ['awaits-os'] },
  { cause: 'micro-os-again', from: 'ipxe', until: 'ready', proof: ['micro-os-again'] },
  { cause: 'workflow-failed', ...WORKFLOW, until: 'rebooting', proof: ['provisioning-error'] },
  // The system.
  { cause: 'kernel-panic', from: 'ipxe', until: 'ready', proof: ['kernel-panic'] },
  { cause: 'disk-damaged', from: 'provisioning', until: 'ready', proof: ['disk-damaged'] },
  { cause: 'passphrase', ...SYSTEM, proof: ['passphrase'] },
  { cause: 'system-stopped', from: 'powered-on', until: 'ready', proof: ['system-stopped'] },
  { cause: 'nothing-bootable', ...ALWAYS, proof: ['nothing-bootable'], most: 'possible' },
  { cause: 'no-heartbeat', ...SYSTEM, proof: ['no-heartbeat'] },
  { cause: 'never-called-home', from: 'micro-os', until: 'ready', proof: [], signs: ['not-called-home'] },
  { cause: 'orchestrator-failing', from: 'micro-os', until: 'ready', proof: ['api-failing'], most: 'likely' },
  // Circumstances.
  { cause: 'host-away', ...ALWAYS, proof: ['host-away'], most: 'likely' },
  { cause: 'host-overloaded', ...ALWAYS, proof: ['host-overloaded'], most: 'likely' },
  { cause: 'silent', from: 'powered-on', until: 'os-boot', proof: [], signs: ['silent'] },
  { cause: 'slow', ...ALWAYS, proof: ['slow'], most: 'likely' },
];
