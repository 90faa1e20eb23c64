import type { Rule, RuleFailure } from '../rule.ts';

const CHECK_CA =
  "Check the orchestrator's CA and address (ven doctor), then create the node again: the CA is put into its firmware.";
const CHECK_NETWORK =
  "Check that the node's network is up on the host (virsh net-list --all) and that the orchestrator can be reached from the host.";
const OPEN_URI = 'Open the address after "URI:" from the host; it has to answer HEAD and GET with a length.';
/** The next entry, for IPv6, may still succeed. */
const IPV6_PATIENCE = 120;

type Explanation = Omit<RuleFailure, 'class' | 'grace'>;

/** The server's own answer, which the firmware prints before its general errors. */
const status = (shape: RegExp, cause: string, fix: string): Rule => ({
  when: 'contains',
  text: shape.source.startsWith('^Redirection') ? 'Redirection: 3' : 'Error: ',
  shape,
  until: 'ipxe',
  failure: { class: 'boot', cause, fix, grace: 0, rank: 'cause' },
});

const statuses: readonly Rule[] = [
  status(
    /^Client Error: ((?:401|403|407) .{0,80})/,
    'The server refused to serve the boot program: "$1".',
    'The firmware sends no credentials: the server has to serve its boot files to every client in the node network.',
  ),
  status(
    /^Client Error: ((?:404|410) .{0,80})/,
    'The server has no boot program at that address: "$1".',
    OPEN_URI,
  ),
  status(/^Client Error: (.{1,80})/, 'The server refused the request for the boot program: "$1".', OPEN_URI),
  status(
    /^Server Error: (.{1,80})/,
    'The server of the boot program, or a proxy in front of it, has failed: "$1".',
    "Look at the orchestrator's boot service and its log; reset the node once it answers again.",
  ),
  status(
    /^Redirection: (3\d\d.{0,80})/,
    'The server redirected the firmware, which does not follow redirects: "$1".',
    'Configure DHCP with the final address of the file.',
  ),
];

/** The firmware prints its general errors in pairs; the line closer to the cause follows within this time. */
const NEIGHBOURS = 3;

const fileSize = (when: Partial<Rule>, explanation: Explanation, grace = NEIGHBOURS): Rule => ({
  when: 'contains',
  text: 'Could not retrieve NBP file size from HTTP server',
  ...when,
  failure: { class: 'boot', ...explanation, grace },
});

const NO_DHCP: Explanation = {
  cause: 'No DHCP server offered an address with a boot program, so HTTP boot could not begin.',
  fix: "Look at the node's network: its dnsmasq has to answer the vendor class HTTPClient with a boot URL (virsh net-dumpxml).",
  rank: 'symptom',
};

/** The firmware has one text for several errors; the lines before it tell them apart. */
const fileSizes: readonly Rule[] = [
  fileSize({ unless: 'station-address' }, NO_DHCP, IPV6_PATIENCE),
  fileSize(
    { unless: 'boot-uri' },
    {
      cause:
        'The firmware has an address, but no address of a boot program: DHCP named none, or the name in it could not be resolved.',
      fix: "Look at the node's network: its dnsmasq has to answer the vendor class HTTPClient with a boot URL, and to resolve the name in it (virsh net-dumpxml).",
      rank: 'symptom',
    },
  ),
  fileSize(
    { needs: 'had-program' },
    {
      cause:
        'The boot program could not be downloaded again. An earlier download in this boot succeeded, so address and certificate are right: the server no longer serves it.',
      fix: "Look at the orchestrator's boot service; reset the node once it answers again.",
      rank: 'symptom',
    },
  ),
  fileSize(
    { needs: 'https' },
    {
      cause:
        "The firmware could not fetch the boot program over HTTPS. Most likely it does not trust the server's certificate (a wrong or missing CA); otherwise the server has no such file (404), or no TLS 1.2 cipher that the firmware supports.",
      fix: CHECK_CA,
      rank: 'symptom',
    },
  ),
  fileSize(
    {},
    {
      cause:
        'The server sent no boot program: it has no file at that address (404), or does not answer there.',
      fix: OPEN_URI,
      rank: 'symptom',
    },
  ),
];

const general = (text: string, when: Partial<Rule>, explanation: Explanation, grace = 0): Rule => ({
  when: 'contains',
  text,
  until: 'ipxe',
  ...when,
  failure: { class: 'boot', ...explanation, grace },
});

const generals: readonly Rule[] = [
  general('Error: Server response timeout.', { unless: 'station-address' }, NO_DHCP, IPV6_PATIENCE),
  general(
    'Error: Server response timeout.',
    {},
    {
      cause: 'The firmware has an address, but the server of the boot program did not answer in time.',
      fix: CHECK_NETWORK,
      rank: 'cause',
    },
  ),
  general(
    'Error: Could not establish connection with HTTP server.',
    { needs: 'https', unless: 'had-program' },
    {
      cause:
        "The firmware could not connect to the server of the boot program over HTTPS. Most likely it does not trust the server's certificate (a wrong or missing CA).",
      fix: CHECK_CA,
      rank: 'symptom',
    },
  ),
  general(
    'Error: Could not establish connection with HTTP server.',
    {},
    {
      cause: 'The firmware could not connect to the server of the boot program.',
      fix: CHECK_NETWORK,
      rank: 'symptom',
    },
  ),
  general(
    'Error: Unexpected network error.',
    { unless: 'station-address' },
    { ...NO_DHCP, rank: 'consequence' },
    IPV6_PATIENCE,
  ),
  general(
    'Error: Unexpected network error.',
    {},
    {
      cause:
        'The connection to the server of the boot program was lost, for instance because it was closed between two requests (the firmware needs HTTP/1.1 keep-alive).',
      fix: CHECK_NETWORK,
      rank: 'symptom',
    },
  ),
  general(
    'Error: Could not allocate I/O buffers.',
    {},
    {
      cause: 'The firmware has too little memory for the boot program.',
      fix: 'Create the node with more memory, and check that the boot file is an EFI program, not a disk image.',
      rank: 'cause',
    },
  ),
  general(
    'Error: Network device error.',
    {},
    {
      cause: "The firmware's network card has failed.",
      fix: 'Reset the node; if it happens again, use another network card model.',
      rank: 'cause',
    },
  ),
];

/** The boot manager's line about an entry, with the resulting status. */
const entry = (shape: RegExp, explanation: Explanation, when: Partial<Rule> = {}, grace = 0): Rule => ({
  when: 'contains',
  text: 'BdsDxe: failed to ',
  shape,
  until: 'ipxe',
  ...when,
  failure: { class: 'boot', ...explanation, grace },
});

const entries: readonly Rule[] = [
  entry(/failed to (?:load|start) Boot[0-9A-F]{4} "UEFI HTTPv[46].*: (Access Denied|Security Violation)\b/, {
    cause:
      'Secure Boot violation: the boot program was downloaded, but the firmware refused it ("$1"), because none of its keys (db) has signed it.',
    fix: 'Power the node off and enrol the orchestrator’s key (pre-flight offers it, or: ven preflight NODE --repair), or create the node without Secure Boot.',
    rank: 'cause',
  }),
  entry(/failed to load Boot[0-9A-F]{4} "UEFI HTTPv[46].*: (Unsupported|Load Error|Invalid Parameter)\b/, {
    cause:
      'The firmware refused the downloaded file ("$1"): it is not an EFI program for this machine, or it is damaged.',
    fix: `Check what the server sends from that address: it may be an error page, a disk image or a program for another architecture. ${OPEN_URI}`,
    rank: 'cause',
  }),
  entry(
    /failed to load Boot[0-9A-F]{4} "UEFI HTTPv[46].*: ([A-Z][\w ]{0,40})$/,
    {
      cause: 'The boot program was downloaded, but the firmware could not use it ("$1").',
      fix: `Check what the server sends from that address. ${OPEN_URI}`,
      rank: 'cause',
    },
    { needs: 'downloaded' },
  ),
  entry(
    /failed to start Boot[0-9A-F]{4} "UEFI (?:HTTP|PXE)v[46].*: ([A-Z][\w ]{0,40})$/,
    {
      cause: 'The boot program was started and ended with an error ("$1").',
      fix: 'The lines before it in the serial log may show why.',
      rank: 'consequence',
    },
    { until: 'micro-os-download' },
    IPV6_PATIENCE,
  ),
  entry(
    /failed to load Boot[0-9A-F]{4} "UEFI HTTPv[46]/,
    NO_DHCP,
    { from: 'address', until: 'address', unless: 'station-address' },
    IPV6_PATIENCE,
  ),
];

/** Why the firmware (OVMF) did not get its boot program over HTTP, from the most specific error to the most general. */
export const httpBootRules: readonly Rule[] = [
  ...statuses,
  ...fileSizes,
  ...generals,
  ...entries,
  {
    when: 'contains',
    text: 'Verification failed: (0x1A) Security Violation',
    failure: {
      class: 'boot',
      cause: 'Secure Boot refused the next program: the boot loader does not accept its signature.',
      fix: 'Use programs that are signed with a key that this boot loader trusts, or create the node without Secure Boot.',
      grace: 0,
      rank: 'cause',
    },
  },
  {
    when: 'contains',
    text: 'BdsDxe: No bootable option or device was found',
    failure: {
      class: 'boot',
      cause: 'The firmware has tried everything and found nothing to boot from.',
      fix: 'See in the serial log which entries failed and why. When that is fixed, power the node off and on.',
      grace: 0,
      rank: 'consequence',
    },
  },
];
