import { type Rule } from '../rule.ts';

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

  {
    when: 'begins',
    text: '>>Start HTTP Boot over IPv4',
    stage: 'address',
    clears: ['station-address', 'boot-uri', 'downloaded'],
  },
  // After a boot program that could not be had over IPv4 this is the firmware's next idea, not a second try: what
  // was wrong is still wrong, unless an address comes of it.
  {
    when: 'begins',
    text: '>>Start HTTP Boot over IPv6',
    until: 'address',
    stage: 'address',
    clears: ['station-address', 'boot-uri', 'downloaded'],
  },
  { when: 'begins', text: '>>Start PXE over IPv', until: 'firmware', stage: 'firmware' },
  {
    when: 'holds',
    text: 'Station IP',
    shape: /^Station IP(?:v6)? address is /,
    until: 'http-boot',
    sets: 'station-address',
    stage: 'http-boot',
  },
  { when: 'holds', text: 'URI: https://', until: 'http-boot', sets: ['https', 'boot-uri'] },
  { when: 'holds', text: 'URI: http://', until: 'http-boot', sets: 'boot-uri', clears: 'https' },
  { when: 'holds', text: 'Downloading...100%', until: 'http-boot', sets: ['downloaded', 'had-program'] },
  {
    when: 'holds',
    text: 'Downloading...',
    shape: /^Downloading\.\.\.(\d{1,3})%/,
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
  {
    when: 'holds',
    text: 'BdsDxe: starting Boot',
    shape: /starting Boot[0-9A-F]{4} "(?!EFI Internal Shell)/,
    from: 'micro-os',
    until: 'rebooting',
    stage: 'os-boot',
  },
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

  { when: 'holds', text: 'BdsDxe: failed to load Boot', until: 'firmware', stage: 'firmware' },
];
