import { type Rule, type RuleFailure } from '../rule.ts';

const CHECK_CA =
  "Check the orchestrator's CA and address (ven doctor), then create the node again: the CA is put into its firmware.";
const CHECK_NETWORK =
  "Check that the node's network is up on the host (virsh net-list --all) and that the orchestrator can be reached from the host.";
const OPEN_URI = 'Open the address after "URI:" from the host; it has to answer HEAD and GET with a length.';
/** The next entry, for IPv6, may have more luck. */
const IPV6_PATIENCE = 120;

type Explanation = Omit<RuleFailure, 'class' | 'grace'>;

/** The server's own answer, which the firmware prints before its general errors. */
const status = (shape: RegExp, cause: string, fix: string): Rule => ({
  when: 'holds',
  text: shape.source.startsWith('^Redirection') ? 'Redirection: 3' : 'Error: ',
  shape,
  until: 'ipxe',
  failure: { class: 'boot', cause, fix, grace: 0, rank: 'cause' },
});

const statuses: readonly Rule[] = [
  status(
    /^Client Error: ((?:401|403|407) .{0,80})/,
    'The server refused to give the boot program: "$1".',
    'The firmware sends no credentials: the server has to give its boot files to everybody in the node network.',
  ),
  status(
    /^Client Error: ((?:404|410) .{0,80})/,
    'The server has no boot program at that address: "$1".',
    OPEN_URI,
  ),
  status(/^Client Error: (.{1,80})/, 'The server refused the request for the boot program: "$1".', OPEN_URI),
  status(
    /^Server Error: (.{1,80})/,
    'The server of the boot program, or a proxy before it, has failed: "$1".',
    "Look at the orchestrator's boot service and its log; reset the node when it answers again.",
  ),
  status(
    /^Redirection: (3\d\d.{0,80})/,
    'The server sent the firmware to another address, which the firmware does not follow: "$1".',
    'Let DHCP name the address at which the file really is.',
  ),
];

/** The firmware prints its general errors in pairs; what is nearer to the cause comes within this. */
const NEIGHBOURS = 3;

const fileSize = (when: Partial<Rule>, explanation: Explanation, grace = NEIGHBOURS): Rule => ({
  when: 'holds',
  text: 'Could not retrieve NBP file size from HTTP server',
  ...when,
  failure: { class: 'boot', ...explanation, grace },
});

const NO_DHCP: Explanation = {
  cause: 'No DHCP server offered an address with a boot program, so HTTP boot could not begin.',
  fix: "Look at the node's network: its dnsmasq has to answer the vendor class HTTPClient with a boot URL (virsh net-dumpxml).",
  rank: 'symptom',
};

/** One text for whatever went wrong; what the firmware printed before tells more. */
const fileSizes: readonly Rule[] = [
  fileSize({ unless: 'station-address' }, NO_DHCP, IPV6_PATIENCE),
  fileSize(
    { unless: 'boot-uri' },
    {
      cause:
        'The firmware has an address, but no address of a boot program: DHCP named none, or its name could not be resolved.',
      fix: "Look at the node's network: its dnsmasq has to answer the vendor class HTTPClient with a boot URL, and to resolve the name in it (virsh net-dumpxml).",
      rank: 'symptom',
    },
  ),
  fileSize(
    { needs: 'had-program' },
    {
      cause:
        'The boot program could not be had again: it came as a whole before in this boot, so address and certificate are right, and the server does not give it any more.',
      fix: "Look at the orchestrator's boot service; reset the node when it answers again.",
      rank: 'symptom',
    },
  ),
  fileSize(
    { needs: 'https' },
    {
      cause:
        "The firmware could not fetch the boot program over HTTPS. Most likely it does not trust the server's certificate (a wrong or missing CA); otherwise the server has no such file (404) or no TLS 1.2 cipher that the firmware knows.",
      fix: CHECK_CA,
      rank: 'symptom',
    },
  ),
  fileSize(
    {},
    {
      cause:
        'The server gave no boot program: it has no file at that address (404), or does not answer there.',
      fix: OPEN_URI,
      rank: 'symptom',
    },
  ),
];

const general = (text: string, when: Partial<Rule>, explanation: Explanation, grace = 0): Rule => ({
  when: 'holds',
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
        'The connection to the server of the boot program broke off, for instance because it was closed between two requests (the firmware needs HTTP/1.1 keep-alive).',
      fix: CHECK_NETWORK,
      rank: 'symptom',
    },
  ),
  general(
    'Error: Could not allocate I/O buffers.',
    {},
    {
      cause: 'The firmware has too little memory for the boot program.',
      fix: 'Create the node with more memory, and check that the boot file is an EFI program and no disk image.',
      rank: 'cause',
    },
  ),
  general(
    'Error: Network device error.',
    {},
    {
      cause: "The firmware's network card has failed.",
      fix: 'Reset the node; if it happens again, use another model of network card.',
      rank: 'cause',
    },
  ),
];

/** The boot manager's line on an entry, with its last word on it. */
const entry = (shape: RegExp, explanation: Explanation, when: Partial<Rule> = {}, grace = 0): Rule => ({
  when: 'holds',
  text: 'BdsDxe: failed to ',
  shape,
  until: 'ipxe',
  ...when,
  failure: { class: 'boot', ...explanation, grace },
});

const entries: readonly Rule[] = [
  entry(/failed to (?:load|start) Boot[0-9A-F]{4} "UEFI HTTPv[46].*: (Access Denied|Security Violation)\b/, {
    cause:
      'The boot program was downloaded, but the firmware refused it ("$1"): its signature is not one that Secure Boot accepts.',
    fix: 'Use a boot program that is signed with a key of the firmware, or create the node without Secure Boot.',
    rank: 'cause',
  }),
  entry(/failed to load Boot[0-9A-F]{4} "UEFI HTTPv[46].*: (Unsupported|Load Error|Invalid Parameter)\b/, {
    cause:
      'What was downloaded is refused by the firmware ("$1"): it is no EFI program for this machine, or is damaged.',
    fix: `Check what the server gives at that address: an error page, a disk image or another architecture. ${OPEN_URI}`,
    rank: 'cause',
  }),
  entry(
    /failed to load Boot[0-9A-F]{4} "UEFI HTTPv[46].*: ([A-Z][\w ]{0,40})$/,
    {
      cause: 'The boot program was downloaded, but the firmware could not use it ("$1").',
      fix: `Check what the server gives at that address. ${OPEN_URI}`,
      rank: 'cause',
    },
    { needs: 'downloaded' },
  ),
  entry(
    /failed to start Boot[0-9A-F]{4} "UEFI (?:HTTP|PXE)v[46].*: ([A-Z][\w ]{0,40})$/,
    {
      cause: 'The boot program was started and ended with an error ("$1").',
      fix: 'See in the serial log what it said before.',
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

/** Why the firmware (OVMF) did not get its boot program over HTTP, from what it knows best to what it only notices. */
export const httpBootRules: readonly Rule[] = [
  ...statuses,
  ...fileSizes,
  ...generals,
  ...entries,
  {
    when: 'holds',
    text: 'Verification failed: (0x1A) Security Violation',
    failure: {
      class: 'boot',
      cause: 'Secure Boot refused the next program: its signature is not one that the boot loader accepts.',
      fix: 'Use programs that are signed with a key of this boot loader, or create the node without Secure Boot.',
      grace: 0,
      rank: 'cause',
    },
  },
  {
    when: 'holds',
    text: 'BdsDxe: No bootable option or device was found',
    failure: {
      class: 'boot',
      cause: 'The firmware has tried everything and found nothing to boot from.',
      fix: 'See in the serial log which entries failed and why; switch the node off and on to try again when that is mended.',
      grace: 0,
      rank: 'consequence',
    },
  },
];
