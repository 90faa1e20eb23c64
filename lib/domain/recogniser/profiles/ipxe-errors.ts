import type { Rule, RuleFailure } from '../rule.ts';

/** iPXE makes five attempts; the next one begins within this many seconds. */
export const RETRY = 100;
export const AGAIN = 'Fix the cause and type "reboot" at the iPXE prompt, or reset the node.';
export const OPEN_ADDRESS = `Open the address in the serial log from the host. ${AGAIN}`;
export const CHECK_DHCP = `Look at the DHCP server of the node's network. ${AGAIN}`;
const CHECK_ROUTES = `Check routes and firewall between the node's network and the orchestrator. ${AGAIN}`;
const SIGNED_IPXE = `Use the signed iPXE of this orchestrator. ${AGAIN}`;

const within = { from: 'powered-on', until: 'micro-os-download' } as const;

/**
 * Every error of iPXE ends with "(http://ipxe.org/XXXXXXXX)", today with https. The words before it change between
 * releases, the code hardly does: its first two digits are the kind of error (the POSIX name), the next three the part
 * of iPXE that reports it (`0c6` and `0c7`: HTTP).
 */
const error = (codes: string, cause: string, fix: string, begin = ''): Rule => ({
  when: 'contains',
  text: 'ipxe.org/',
  shape: new RegExp(`^(?=${begin})(.{0,900}?) ?\\(https?://ipxe\\.org/(?:${codes})[0-9a-f]*/?\\)`),
  ...within,
  failure: { class: 'ipxe', cause, fix, grace: RETRY, rank: 'cause' },
});

const DHCP = '(?:Configuring|DHCP|DHCPv6) \\(net\\d+[^)]*\\)';

/** EACCES, except from HTTP, and EPERM, which TLS reports. */
const CERTIFICATE = '02(?!0c)|41';

const errors: readonly Rule[] = [
  error('', 'iPXE got no address: no DHCP server answered it in time.', CHECK_DHCP, DHCP),
  error(
    '38',
    "iPXE's network card has no link.",
    `Check that the node's network is up on the host (virsh net-list --all). ${AGAIN}`,
    'Waiting for link-up',
  ),
  error('2d', 'DHCP named no file to boot from.', CHECK_DHCP, 'Nothing to boot:'),
  error('020c', 'The server refuses to serve a boot file to iPXE (401 or 403).', OPEN_ADDRESS),
  error(
    CERTIFICATE,
    "iPXE refuses the server's certificate: it was signed by a CA that this iPXE was not built with, or is expired or not yet valid.",
    SIGNED_IPXE,
  ),
  error('2d', 'The server has no such boot file (404).', OPEN_ADDRESS),
  error('4c', 'The server of the boot files does not answer.', CHECK_ROUTES),
  error(
    '0e|0f|0d|42',
    'The server of the boot files refused or closed the connection.',
    `Check that the orchestrator is running, and any proxies in between. ${AGAIN}`,
  ),
  error('17|28|26', 'iPXE has no route to the server of the boot files.', CHECK_ROUTES),
  error(
    '3e',
    "iPXE could not resolve the name of the boot files' server.",
    `Check that the node's network resolves the orchestrator's names (virsh net-dumpxml). ${AGAIN}`,
  ),
  error(
    '1d0c',
    'The server of the boot files answered with an error (4xx or 5xx).',
    `Look at the orchestrator's boot service and its log. ${AGAIN}`,
  ),
  error(
    '2e|7f',
    'The file that iPXE loaded is not a program or script that it can start.',
    `Check what the server sends from that address: it may be an error page or a program for another architecture. ${AGAIN}`,
  ),
  error('31|2a', 'iPXE has too little memory for the file.', `Create the node with more memory. ${AGAIN}`),
  error('[0-9a-f]{2}', 'iPXE could not load a boot file: "$1".', OPEN_ADDRESS),
];

/** Lines that look like an error but are harmless. */
const harmless: readonly Rule[] = [
  // Counters of dropped packets.
  { when: 'contains', text: 'ipxe.org/', shape: /^\[(?:TXE|RXE|Link)/, ...within, isHarmless: true },
  // iPXE looks for this file at every start; it rarely exists.
  { when: 'contains', text: 'autoexec.ipxe', ...within, isHarmless: true },
];

const byWords = (text: string, cause: string, fix: string, rank: RuleFailure['rank'] = 'cause'): Rule => ({
  when: 'contains',
  text,
  ...within,
  failure: { class: 'ipxe', cause, fix, grace: RETRY, rank },
});

/** Failures of iPXE, by the families of its codes. */
export const ipxeErrorRules: readonly Rule[] = [
  ...harmless,
  ...errors,
  byWords(
    'No configuration methods succeeded',
    'iPXE got no address: no DHCP server answered it in time.',
    CHECK_DHCP,
  ),
];
