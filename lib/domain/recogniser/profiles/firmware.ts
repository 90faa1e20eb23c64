import { type Rule } from '../rule.ts';

const CHECK_CA =
  "Check the orchestrator's CA and address (ven doctor), then create the node again: the CA is put into its firmware.";
const CHECK_NETWORK =
  "Check that the node's network is up on the host (virsh net-list --all) and that the orchestrator can be reached from the host.";

/** OVMF (tianocore): boot manager and HTTP boot. */
export const firmwareRules: readonly Rule[] = [
  { when: 'reset', text: 'the firmware sets its terminal mode', until: 'firmware', stage: 'firmware' },
  {
    when: 'reset',
    text: 'the firmware sets its terminal mode',
    from: 'micro-os',
    until: 'provisioning',
    stage: 'rebooting',
  },
  // Boot loaders of the installed system set the mode as well; only a system that has spoken can have left.
  {
    when: 'reset',
    text: 'the firmware sets its terminal mode',
    from: 'os-boot',
    needs: 'system-up',
    clears: 'system-up',
    stage: 'rebooting',
  },

  { when: 'begins', text: '>>Start HTTP Boot over IPv4', stage: 'address', clears: 'station-address' },
  // After a boot program that could not be had over IPv4 this is the firmware's next idea, not a second try: what
  // was wrong is still wrong, unless an address comes of it.
  {
    when: 'begins',
    text: '>>Start HTTP Boot over IPv6',
    until: 'address',
    stage: 'address',
    clears: 'station-address',
  },
  { when: 'begins', text: '>>Start PXE over IPv', until: 'firmware', stage: 'firmware' },
  {
    when: 'holds',
    text: 'Station IP',
    shape: /^Station IP(?:v6)? address is /,
    from: 'address',
    until: 'http-boot',
    sets: 'station-address',
    stage: 'http-boot',
  },
  { when: 'holds', text: 'URI: https://', from: 'address', until: 'http-boot', sets: 'https' },
  { when: 'holds', text: 'URI: http://', from: 'address', until: 'http-boot', clears: 'https' },
  {
    when: 'holds',
    text: 'Downloading...',
    shape: /^Downloading\.\.\.(\d{1,3})%/,
    from: 'address',
    until: 'http-boot',
    stage: 'http-boot',
    progress: { total: 100, text: 'Boot program' },
  },

  {
    when: 'holds',
    text: 'BdsDxe: starting Boot',
    shape: /"UEFI (?:HTTP|PXE)v[46]/,
    from: 'address',
    until: 'http-boot',
    stage: 'ipxe',
  },
  // An entry that an installer has made, such as "ubuntu"; the firmware's own begin with UEFI or EFI.
  {
    when: 'holds',
    text: 'BdsDxe: starting Boot',
    shape: /starting Boot[0-9A-F]{4} "(?!U?EFI )/,
    stage: 'os-boot',
  },
  { when: 'holds', text: 'BdsDxe: starting Boot', from: 'micro-os', until: 'rebooting', stage: 'os-boot' },
  { when: 'holds', text: 'BdsDxe: ', from: 'micro-os', until: 'provisioning', stage: 'rebooting' },
  {
    when: 'holds',
    text: 'BdsDxe: loading Boot',
    from: 'os-boot',
    needs: 'system-up',
    clears: 'system-up',
    stage: 'rebooting',
  },
  // Its own shell is where it ends when nothing else boots.
  {
    when: 'holds',
    text: 'BdsDxe: loading Boot',
    shape: /loading Boot[0-9A-F]{4} "(?!EFI Internal Shell)/,
    until: 'micro-os-download',
    stage: 'firmware',
  },

  {
    when: 'holds',
    text: 'Could not retrieve NBP file size from HTTP server',
    needs: 'https',
    failure: {
      class: 'boot',
      cause:
        "The firmware could not fetch the boot program over HTTPS. Most likely it does not trust the server's certificate (a wrong or missing CA); otherwise the server has no such file (404) or no TLS 1.2 cipher that the firmware knows.",
      fix: CHECK_CA,
      grace: 0,
    },
  },
  {
    when: 'holds',
    text: 'Could not retrieve NBP file size from HTTP server',
    failure: {
      class: 'boot',
      cause:
        'The server gave no boot program: it has no file at that address (404), or does not answer there.',
      fix: 'Open the address after "URI:" from the host; it has to answer HEAD and GET with a length.',
      grace: 0,
    },
  },
  {
    when: 'holds',
    text: 'Error: Server response timeout.',
    failure: {
      class: 'boot',
      cause: 'The firmware has an address, but the server of the boot program did not answer in time.',
      fix: CHECK_NETWORK,
      grace: 0,
    },
  },
  {
    when: 'holds',
    text: 'Error: Unexpected network error.',
    failure: {
      class: 'boot',
      cause:
        'The connection to the server of the boot program broke off, for instance because it was closed between two requests (the firmware needs HTTP/1.1 keep-alive).',
      fix: CHECK_NETWORK,
      grace: 0,
    },
  },
  {
    when: 'holds',
    text: 'BdsDxe: failed to load Boot',
    shape: /"UEFI HTTPv[46]/,
    from: 'address',
    until: 'address',
    unless: 'station-address',
    failure: {
      class: 'boot',
      cause: 'No DHCP server offered an address with a boot program, so HTTP boot could not begin.',
      fix: "Look at the node's network: its dnsmasq has to answer the vendor class HTTPClient with a boot URL (virsh net-dumpxml).",
      // The next entry, for IPv6, may have more luck.
      grace: 120,
    },
  },
  { when: 'holds', text: 'BdsDxe: failed to load Boot', until: 'firmware', stage: 'firmware' },
  {
    when: 'holds',
    text: 'BdsDxe: No bootable option or device was found',
    failure: {
      class: 'boot',
      cause: 'The firmware has tried everything and found nothing to boot from.',
      fix: 'See in the serial log which entries failed and why; switch the node off and on to try again when that is mended.',
      grace: 0,
    },
  },
  {
    when: 'begins',
    text: 'Shell>',
    until: 'http-boot',
    failure: {
      class: 'boot',
      cause: 'Nothing could be booted; the firmware has ended in its own shell.',
      fix: 'See in the serial log which entries failed and why; type "reset" at the prompt to try again.',
      grace: 0,
    },
  },
];
