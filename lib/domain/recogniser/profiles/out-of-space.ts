import type { Rule, RuleFailure } from '../rule.ts';

const full = (when: Partial<Rule>, failure: Pick<RuleFailure, 'cause' | 'fix' | 'grace'>): Rule => ({
  when: 'contains',
  text: 'no space left on device',
  anyCase: true,
  ...when,
  failure: { class: 'storage', rank: 'cause', ...failure },
});

const MEMORY = {
  cause:
    'The memory of the micro-OS is full: it keeps its files, and the images it downloads, in a RAM disk.',
  fix: 'Create the node with more memory (4 GiB or more for real images).',
  grace: 60,
} as const;

const DISK = {
  cause: 'The disk of the node is full.',
  fix: 'Create the node with a larger disk.',
  grace: 600,
} as const;

const EITHER = {
  cause: 'The node has no space left: its disk is full, or the memory in which the micro-OS keeps its files.',
  fix: 'The line in the serial log names the file. Create the node with a larger disk or more memory.',
} as const;

/** A disk, or where the workflow mounts the new system. */
const ON_DISK =
  /\/dev\/(?:[shv]d[a-z]|xvd|nvme|mmcblk|mapper|loop|dm-|disk)|\/mnt\b|\/target\b|\/mnt\/|image2disk|\bdisk\b|partition|growpart|resize2fs|mkfs|\bdd: /i;
/** What is kept in memory until a system is installed. */
const IN_MEMORY =
  /docker|container|overlay|snapshot|image|layer|blob|extract|unpack|untar|\bpull|registry|initramfs|rootfs|tmpfs|\/var\/|\/run\/|\/tmp\b|\/tmp\//i;

/** Which of the two places is full: the micro-OS runs from memory and writes to a disk. */
export const roomRules: readonly Rule[] = [
  // The kernel continues with some of its files; a panic that follows is a consequence.
  full({ until: 'micro-os', text: 'initramfs unpacking failed: write error' }, MEMORY),
  full({ from: 'rebooting' }, DISK),
  full({ until: 'provisioning', shape: /initramfs|rootfs image|unpack/i }, MEMORY),
  full({ until: 'provisioning', shape: ON_DISK }, { ...DISK, grace: 120 }),
  full({ until: 'provisioning', shape: IN_MEMORY }, MEMORY),
  full({ until: 'onboarding' }, MEMORY),
  full({ until: 'provisioning' }, { ...EITHER, grace: 120 }),
];

/** What is full, from a line that reports it; null for any other line. */
export function fullPlace(line: string): Pick<RuleFailure, 'cause' | 'fix'> | null {
  if (!/no space left on device/i.test(line)) return null;
  if (ON_DISK.test(line)) return DISK;
  return IN_MEMORY.test(line) ? MEMORY : EITHER;
}
