import { type Rule, type RuleFailure } from '../rule.ts';

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
  cause: 'GRUB stopped in its rescue shell ("grub rescue>"): it did not find its own files or their disk.',
  fix: 'The disk is not as the boot loader was installed on it: delete and create the node.',
};
const GRUB: Explanation = {
  cause: 'GRUB stopped at its own prompt ("grub>"): it has no menu, or was not able to start the system.',
  fix: 'Type "ls" there to see what it finds; the image on the disk is incomplete or for another machine.',
};
const EMERGENCY: Explanation = {
  cause: 'The system stopped in emergency mode: a file system or an important service failed.',
  fix: 'Read the lines with "FAILED" before it in the serial log.',
};
const RESCUE_MODE: Explanation = {
  cause: 'The system stopped in rescue mode, with nothing but a shell for maintenance.',
  fix: 'Look for "rescue", "single" or "emergency" on the kernel command line, and at the lines with "FAILED".',
};
const INITRAMFS: Explanation = {
  cause: 'The system stopped in the shell of its initial RAM disk: it did not find its root file system.',
  fix: 'The image on the disk is incomplete or for another machine: delete and create the node.',
};
const DRACUT: Explanation = {
  cause:
    "The system stopped in dracut's emergency shell: its initial RAM disk did not find the root file system.",
  fix: INITRAMFS.fix,
};
const UEFI: Explanation = {
  cause: 'Nothing could be booted; the firmware has ended in its own shell.',
  fix: 'See in the serial log which entries failed and why; type "reset" at the prompt to try again.',
};

/** Lines of GRUB that explain its prompt. Some are harmless, so none fails by itself. */
const grubErrors: readonly Rule[] = [
  {
    when: 'holds',
    text: 'error: ',
    shape:
      /^error: ((?:no such (?:device|partition|disk)|unknown filesystem|unknown device|disk .{1,40} not found|file .{1,200} not found|symbol .{1,80} not found|bad shim signature|out of memory|attempt to read or write outside|you need to load the kernel first).{0,200})/,
    failure: {
      class: 'os',
      cause: 'GRUB, the boot loader, stopped in its own shell: it could not start the system ("$1").',
      fix: 'The image on the disk is incomplete or for another machine: delete and create the node.',
      grace: null,
      rank: 'cause',
    },
  },
];

/** Where a machine ends when it cannot go on: each a shell that waits for a person. */
export const shellRules: readonly Rule[] = [
  ...grubErrors,
  shell('begins', 'grub rescue>', RESCUE),
  shell('begins', 'grub>', GRUB),
  shell('holds', 'emergency mode', EMERGENCY, {
    anyCase: true,
    shape: /(?:^|[:\]] )(?:You are in|Entering|Welcome to) emergency mode/i,
  }),
  shell('holds', 'emergency shell', EMERGENCY, {
    anyCase: true,
    shape: /Start(?:ed|ing) (?:[\w-]+ )?Emergency Shell/i,
  }),
  shell('holds', 'rescue mode', RESCUE_MODE, {
    anyCase: true,
    shape: /(?:^|[:\]] )(?:You are in|Entering|Welcome to) rescue mode/i,
  }),
  shell('begins', 'Give root password for maintenance', EMERGENCY),
  shell('begins', 'Press Enter for maintenance', EMERGENCY),
  shell('begins', 'Cannot open access to console, the root account is locked', EMERGENCY),
  {
    when: 'holds',
    text: 'Gave up waiting for root',
    failure: { class: 'storage', ...INITRAMFS, grace: null, rank: 'cause' },
  },
  {
    when: 'holds',
    text: 'Dropping to a shell!',
    failure: { class: 'storage', ...INITRAMFS, grace: 0, rank: 'cause' },
  },
  shell('holds', 'Warning: Could not boot.', DRACUT, { shape: /dracut/ }),
  shell('begins', '(initramfs)', INITRAMFS),
  shell('begins', 'dracut:/#', DRACUT),
  shell('begins', 'dracut:#', DRACUT),
  shell('holds', 'rdsosreport.txt', DRACUT, { shape: /Generating "\/run\/initramfs\/rdsosreport\.txt"/ }),
  shell('begins', 'Shell>', UEFI, { until: 'micro-os-download' }),
  shell('begins', 'Shell>', UEFI, { from: 'rebooting' }),
  shell('holds', 'UEFI Interactive Shell v', UEFI),
];
