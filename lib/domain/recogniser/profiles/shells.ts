import type { Rule, RuleFailure } from '../rule.ts';

type Explanation = Pick<RuleFailure, 'cause' | 'fix'>;

const shell = (
  when: Rule['when'],
  text: string,
  explanation: Explanation,
  changes: Partial<Rule> = {},
): Rule => ({
  when,
  text,
  ...changes,
  failure: { class: 'os', ...explanation, grace: 0, rank: 'consequence' },
});

const RESCUE: Explanation = {
  cause:
    'GRUB stopped in its rescue shell ("grub rescue>"): it did not find its own files or the disk that they are on.',
  fix: 'The disk has changed since the boot loader was installed: delete the node and create it again.',
};
const GRUB: Explanation = {
  cause: 'GRUB stopped at its own prompt ("grub>"): it has no menu, or could not start the system.',
  fix: 'Type "ls" there to see what it finds; the image on the disk is incomplete or for another machine.',
};
const EMERGENCY: Explanation = {
  cause: 'The system stopped in emergency mode: a file system or an important service failed.',
  fix: 'Read the lines with "FAILED" before it in the serial log.',
};
const RESCUE_MODE: Explanation = {
  cause: 'The system stopped in rescue mode, with only a maintenance shell.',
  fix: 'Look for "rescue", "single" or "emergency" on the kernel command line, and for lines with "FAILED".',
};
const INITRAMFS: Explanation = {
  cause: 'The system stopped in the shell of its initial RAM disk: it did not find its root file system.',
  fix: 'The image on the disk is incomplete or for another machine: delete the node and create it again.',
};
const DRACUT: Explanation = {
  cause:
    "The system stopped in dracut's emergency shell: its initial RAM disk did not find the root file system.",
  fix: INITRAMFS.fix,
};
const UEFI: Explanation = {
  cause: 'Nothing could be booted; the firmware has started its own shell.',
  fix: 'See in the serial log which entries failed and why; type "reset" at the prompt to try again.',
};

const uefiShell = (when: Pick<Rule, 'from' | 'until'>): Rule => ({
  ...{ when: 'begins', text: 'Shell>', ...when },
  failure: { class: 'os', ...UEFI, grace: 0, rank: 'consequence', stopsAt: 'uefi-shell' },
});

/** GRUB errors that explain its prompt. Some are harmless, so none is a failure by itself. */
const grubErrors: readonly Rule[] = [
  {
    when: 'contains',
    text: 'error: ',
    shape:
      /^error: ((?:no such (?:device|partition|disk)|unknown filesystem|unknown device|disk .{1,40} not found|file .{1,200} not found|symbol .{1,80} not found|bad shim signature|out of memory|attempt to read or write outside|you need to load the kernel first).{0,200})/,
    failure: {
      class: 'os',
      cause: 'GRUB, the boot loader, stopped in its own shell: it could not start the system ("$1").',
      fix: 'The image on the disk is incomplete or for another machine: delete the node and create it again.',
      grace: null,
      rank: 'cause',
    },
  },
];

/** The shells in which a machine stops when it cannot continue; each waits for a person. */
export const shellRules: readonly Rule[] = [
  ...grubErrors,
  shell('begins', 'grub rescue>', RESCUE),
  shell('begins', 'grub>', GRUB),
  shell('contains', 'emergency mode', EMERGENCY, {
    anyCase: true,
    shape: /(?:^|[:\]] )(?:You are in|Entering|Welcome to) emergency mode/i,
  }),
  shell('contains', 'emergency shell', EMERGENCY, {
    anyCase: true,
    shape: /Start(?:ed|ing) (?:[\w-]+ )?Emergency Shell/i,
  }),
  shell('contains', 'rescue mode', RESCUE_MODE, {
    anyCase: true,
    shape: /(?:^|[:\]] )(?:You are in|Entering|Welcome to) rescue mode/i,
  }),
  shell('begins', 'Give root password for maintenance', EMERGENCY),
  shell('begins', 'Press Enter for maintenance', EMERGENCY),
  shell('begins', 'Cannot open access to console, the root account is locked', EMERGENCY),
  {
    when: 'contains',
    text: 'Gave up waiting for root',
    failure: { class: 'storage', ...INITRAMFS, grace: null, rank: 'cause' },
  },
  {
    when: 'contains',
    text: 'Dropping to a shell!',
    failure: { class: 'storage', ...INITRAMFS, grace: 0, rank: 'cause' },
  },
  shell('contains', 'Warning: Could not boot.', DRACUT, { shape: /dracut/ }),
  shell('begins', '(initramfs)', INITRAMFS),
  shell('begins', 'dracut:/#', DRACUT),
  shell('begins', 'dracut:#', DRACUT),
  shell('contains', 'rdsosreport.txt', DRACUT, { shape: /Generating "\/run\/initramfs\/rdsosreport\.txt"/ }),
  uefiShell({ until: 'micro-os-download' }),
  uefiShell({ from: 'rebooting' }),
  shell('contains', 'UEFI Interactive Shell v', UEFI),
];
