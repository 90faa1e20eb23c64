import { type Rule } from '../rule.ts';

/** iPXE gives itself five rounds; within this many seconds the next must have begun. */
const RETRY = 120;
const AGAIN = 'Mend the cause and type "reboot" at the iPXE prompt, or reset the node.';
const within = { from: 'powered-on', until: 'micro-os-download' } as const;

const downloading = [
  'Loading the Micro-OS download iPXE script',
  // Releases before 3.1.
  'Loading the Tinkerbell Hook iPXE script',
  'Starting to download the Micro-OS image',
  'Starting to download HookOS image',
].map((text): Rule => ({ when: 'holds', text, ...within, stage: 'micro-os-download' }));

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

const causes: readonly { text: string; cause: string; fix: string; grace: number }[] = [
  {
    text: 'Unable to obtain the IP address, even after multiple attempts',
    cause: 'iPXE got no address by DHCP in five attempts.',
    fix: `Look at the DHCP server of the node's network. ${AGAIN}`,
    grace: 0,
  },
  {
    text: 'Unable to obtain the IP address',
    cause: 'iPXE gets no address by DHCP.',
    fix: `Look at the DHCP server of the node's network. ${AGAIN}`,
    grace: RETRY,
  },
  {
    text: 'Error: Unable to reach the edge orchestrator',
    cause: 'iPXE could not reach the orchestrator in five attempts.',
    fix: `Check name resolution and routes from the node's network to the orchestrator, and its certificate. ${AGAIN}`,
    grace: 0,
  },
  {
    text: 'Unable to reach the edge orchestrator',
    cause: 'iPXE cannot reach the orchestrator.',
    fix: `Check name resolution and routes from the node's network to the orchestrator. ${AGAIN}`,
    grace: RETRY,
  },
  {
    text: 'Could not load resources',
    cause: 'iPXE could not load the micro-OS from the orchestrator.',
    fix: `Check that the orchestrator serves its boot files (the serial log names the address). ${AGAIN}`,
    grace: 0,
  },
  {
    text: 'Unable to load http',
    cause: 'iPXE could not load a file of the micro-OS.',
    fix: `Open the address in the serial log from the host. ${AGAIN}`,
    grace: RETRY,
  },
  {
    text: 'Permission denied (http',
    cause: "iPXE refuses the server's certificate: it was signed by a CA that this iPXE was not built with.",
    fix: `Use the signed iPXE of that very orchestrator. ${AGAIN}`,
    grace: RETRY,
  },
  {
    text: 'No such file or directory (http',
    cause: 'The server has no such boot file (404).',
    fix: `Open the address in the serial log from the host. ${AGAIN}`,
    grace: RETRY,
  },
  {
    text: 'Connection timed out (http',
    cause: 'The server of the boot files does not answer.',
    fix: `Check routes and firewall between the node's network and the orchestrator. ${AGAIN}`,
    grace: RETRY,
  },
  {
    text: 'Connection reset (http',
    cause: 'The server of the boot files broke off the connection.',
    fix: `Check that the orchestrator is up, and proxies on the way. ${AGAIN}`,
    grace: RETRY,
  },
  // With a full stop in one script and without in the other.
  {
    text: 'Retry with UEFI HTTP Boot again',
    cause: 'iPXE has given up; the lines before say why.',
    fix: AGAIN,
    grace: 0,
  },
];

const failures = causes.map(({ text, ...failure }): Rule => ({
  when: 'holds',
  text,
  ...within,
  failure: { class: 'ipxe', ...failure },
}));

/** iPXE with the orchestrator's scripts, of all releases. */
export const ipxeRules: readonly Rule[] = [
  { when: 'holds', text: 'iPXE initialising devices', ...within, stage: 'ipxe' },
  { when: 'holds', text: '==== iPXE boot success', ...within, stage: 'ipxe' },
  ...downloading,
  ...files,
  {
    when: 'holds',
    text: 'RETRY NO ',
    shape: /RETRY NO (\d{1,2})/,
    from: 'micro-os-download',
    until: 'micro-os-download',
    stage: 'micro-os-download',
    progress: { total: 5, text: 'Retry' },
  },
  {
    when: 'holds',
    text: 'RETRY NO ',
    shape: /RETRY NO (\d{1,2})/,
    ...within,
    stage: 'ipxe',
    progress: { total: 5, text: 'Retry' },
  },
  ...failures,
  {
    when: 'begins',
    text: 'iPXE>',
    from: 'ipxe',
    until: 'micro-os-download',
    failure: { class: 'ipxe', cause: 'iPXE has given up and waits at its own prompt.', fix: AGAIN, grace: 0 },
  },
  { when: 'holds', text: 'image downloaded successfully, booting into', ...within, stage: 'micro-os' },
  { when: 'holds', text: 'EFI stub: ', from: 'ipxe', until: 'micro-os', stage: 'micro-os' },
];
