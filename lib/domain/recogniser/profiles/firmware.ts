import type { Rule } from '../rule.ts';

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
  // Boot loaders of the installed system set the mode as well; only a system that was up can have restarted.
  {
    when: 'reset',
    text: 'the firmware sets its terminal mode',
    from: 'os-boot',
    needs: 'system-up',
    clears: 'system-up',
    stage: 'rebooting',
  },

  {
    when: 'begins',
    text: '>>Start HTTP Boot over IPv4',
    stage: 'address',
    clears: ['station-address', 'boot-uri', 'downloaded'],
  },
  // After a failed download over IPv4 this is the firmware's next option, not a retry: the failure stands unless
  // the firmware gets an address this way.
  {
    when: 'begins',
    text: '>>Start HTTP Boot over IPv6',
    until: 'address',
    stage: 'address',
    clears: ['station-address', 'boot-uri', 'downloaded'],
  },
  { when: 'begins', text: '>>Start PXE over IPv', until: 'firmware', stage: 'firmware' },
  {
    when: 'contains',
    text: 'Station IP',
    shape: /^Station IP(?:v6)? address is /,
    until: 'http-boot',
    sets: 'station-address',
    stage: 'http-boot',
  },
  { when: 'contains', text: 'URI: https://', until: 'http-boot', sets: ['https', 'boot-uri'] },
  { when: 'contains', text: 'URI: http://', until: 'http-boot', sets: 'boot-uri', clears: 'https' },
  { when: 'contains', text: 'Downloading...100%', until: 'http-boot', sets: ['downloaded', 'had-program'] },
  {
    when: 'contains',
    text: 'Downloading...',
    shape: /^Downloading\.\.\.(\d{1,3})%/,
    until: 'http-boot',
    stage: 'http-boot',
    progress: { total: 100, text: 'Boot program' },
  },

  {
    when: 'contains',
    text: 'BdsDxe: starting Boot',
    shape: /"UEFI (?:HTTP|PXE)v[46]/,
    from: 'address',
    until: 'http-boot',
    stage: 'ipxe',
  },
  // An entry created by an installer, such as "ubuntu"; the firmware's own begin with UEFI or EFI.
  {
    when: 'contains',
    text: 'BdsDxe: starting Boot',
    shape: /starting Boot[0-9A-F]{4} "(?!U?EFI )/,
    stage: 'os-boot',
  },
  {
    when: 'contains',
    text: 'BdsDxe: starting Boot',
    shape: /starting Boot[0-9A-F]{4} "(?!EFI Internal Shell)/,
    from: 'micro-os',
    until: 'rebooting',
    stage: 'os-boot',
  },
  { when: 'contains', text: 'BdsDxe: ', from: 'micro-os', until: 'provisioning', stage: 'rebooting' },
  {
    when: 'contains',
    text: 'BdsDxe: loading Boot',
    from: 'os-boot',
    needs: 'system-up',
    clears: 'system-up',
    stage: 'rebooting',
  },
  // The firmware starts its own shell when nothing else boots.
  {
    when: 'contains',
    text: 'BdsDxe: loading Boot',
    shape: /loading Boot[0-9A-F]{4} "(?!EFI Internal Shell)/,
    until: 'micro-os-download',
    stage: 'firmware',
  },

  { when: 'contains', text: 'BdsDxe: failed to load Boot', until: 'firmware', stage: 'firmware' },
];
