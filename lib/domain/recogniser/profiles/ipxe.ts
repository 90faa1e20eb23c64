import type { Rule, RuleFailure } from '../rule.ts';
import { CHECK_DHCP, ipxeErrorRules, OPEN_ADDRESS, RETRY, AGAIN } from './ipxe-errors.ts';

const within = { from: 'powered-on', until: 'micro-os-download' } as const;

const downloading = [
  'Loading the Micro-OS download iPXE script',
  // Releases before 3.1.
  'Loading the Tinkerbell Hook iPXE script',
  'Starting to download the Micro-OS image',
  'Starting to download HookOS image',
].map((text): Rule => ({ when: 'contains', text, ...within, stage: 'micro-os-download' }));

const files = [
  { file: 'vmlinuz-x86_64', text: 'Kernel' },
  { file: 'initramfs-x86_64', text: 'Initial RAM disk' },
].flatMap(({ file, text }): Rule[] => [
  {
    when: 'percent',
    text: `${file}...`,
    from: 'micro-os-download',
    until: 'micro-os-download',
    stage: 'micro-os-download',
    progress: { total: 100, text },
  },
]);

/** Output of the orchestrator's scripts; iPXE prints its own errors before it. */
const causes: readonly {
  text: string;
  cause: string;
  fix: string;
  grace: number;
  rank: RuleFailure['rank'];
}[] = [
  {
    text: 'Unable to obtain the IP address, even after multiple attempts',
    cause: 'iPXE got no address by DHCP in five attempts.',
    fix: CHECK_DHCP,
    grace: 0,
    rank: 'cause',
  },
  {
    text: 'Unable to obtain the IP address',
    cause: 'iPXE gets no address by DHCP.',
    fix: CHECK_DHCP,
    grace: RETRY,
    rank: 'symptom',
  },
  {
    text: 'Error: Unable to reach the edge orchestrator',
    cause: 'iPXE could not reach the orchestrator in five attempts.',
    fix: `Check name resolution and routes from the node's network to the orchestrator, and its certificate. ${AGAIN}`,
    grace: 0,
    rank: 'symptom',
  },
  {
    text: 'Unable to reach the edge orchestrator',
    cause: 'iPXE cannot reach the orchestrator.',
    fix: `Check name resolution and routes from the node's network to the orchestrator. ${AGAIN}`,
    grace: RETRY,
    rank: 'symptom',
  },
  {
    text: 'Could not load resources',
    cause: 'iPXE could not load the micro-OS from the orchestrator.',
    fix: `Check that the orchestrator serves its boot files (the serial log names the address). ${AGAIN}`,
    grace: 0,
    rank: 'consequence',
  },
  {
    text: 'Unable to load http',
    cause: 'iPXE could not load a file of the micro-OS.',
    fix: OPEN_ADDRESS,
    grace: RETRY,
    rank: 'consequence',
  },
  // With a full stop in one script and without in the other.
  {
    text: 'Retry with UEFI HTTP Boot again',
    cause: 'iPXE has given up; the lines before show why.',
    fix: AGAIN,
    grace: 0,
    rank: 'consequence',
  },
];

const failures = causes.map(({ text, ...failure }): Rule => ({
  when: 'contains',
  text,
  ...within,
  failure: { class: 'ipxe', ...failure },
}));

/** iPXE with the orchestrator's scripts, of all releases. */
export const ipxeRules: readonly Rule[] = [
  { when: 'contains', text: 'iPXE initialising devices', ...within, stage: 'ipxe' },
  { when: 'contains', text: '==== iPXE boot success', ...within, stage: 'ipxe' },
  ...downloading,
  ...files,
  {
    when: 'contains',
    text: 'RETRY NO ',
    shape: /RETRY NO (\d{1,2})/,
    from: 'micro-os-download',
    until: 'micro-os-download',
    stage: 'micro-os-download',
    progress: { total: 5, text: 'Retry', isRetry: true },
  },
  {
    when: 'contains',
    text: 'RETRY NO ',
    shape: /RETRY NO (\d{1,2})/,
    ...within,
    stage: 'ipxe',
    progress: { total: 5, text: 'Retry', isRetry: true },
  },
  ...failures,
  ...ipxeErrorRules,
  {
    when: 'contains',
    text: '... ok',
    shape: /\.\.\. ok$/,
    ...within,
    recovers: 'ipxe',
  },
  {
    when: 'begins',
    text: 'iPXE>',
    ...within,
    failure: {
      class: 'ipxe',
      cause: 'iPXE has given up and is waiting at its own prompt.',
      fix: AGAIN,
      grace: 0,
      rank: 'consequence',
      stopsAt: 'ipxe',
    },
  },
  { when: 'contains', text: 'image downloaded successfully, booting into', ...within, stage: 'micro-os' },
  { when: 'contains', text: 'EFI stub: ', from: 'ipxe', until: 'micro-os', stage: 'micro-os' },
];
