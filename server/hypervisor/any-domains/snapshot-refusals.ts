import { ErrorCode, isLibvirtError } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';

/** What libvirt says, and what to do next. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [
    /pflash|UEFI/i,
    'A machine with UEFI firmware has no internal snapshots in this version of libvirt: take an external one of its disks.',
  ],
  [
    /storage type raw|qcow2|internal snapshot.*(?:unsupported|not supported|format)/i,
    'Only qcow2 disks hold internal snapshots: take an external one.',
  ],
  [
    /revert(?:ing)? (?:to|of) external/i,
    'This version of libvirt cannot go back to an external snapshot (9.10 and later can). By hand: power off, and let the definition name the files from before it (virsh edit).',
  ],
  [
    /delet\w+.*external|external.*delet|snapshot.*(?:in|not).*chain/i,
    'This version of libvirt cannot delete an external snapshot in this state. Delete its record only, and merge its files with virsh blockcommit.',
  ],
  [/children/i, 'Delete it together with those that were taken after it.'],
  [/agent/i, 'Install and start qemu-guest-agent in the guest, or leave out the guest’s agent.'],
  [/already exists/i, 'Choose another name.'],
  [/migrat|non-shared|device.*not support/i, 'Power it off first, or take a snapshot of its disks alone.'],
];

const RISKY = 'Look at what differs (the snapshot’s XML), then repeat it with force if that is wanted.';
const STATE = 'Look at its present state: it may have changed meanwhile.';

const CONFLICTS: readonly number[] = [
  ErrorCode.OPERATION_INVALID,
  ErrorCode.OPERATION_UNSUPPORTED,
  ErrorCode.OPERATION_FAILED,
  ErrorCode.CONFIG_UNSUPPORTED,
  ErrorCode.ARGUMENT_UNSUPPORTED,
  ErrorCode.INVALID_ARG,
  ErrorCode.NO_SUPPORT,
  ErrorCode.SNAPSHOT_REVERT_RISKY,
  ErrorCode.AGENT_UNRESPONSIVE,
  ErrorCode.AGENT_UNSYNCED,
];

/** Tells a refusal of libvirt with the next step; other failures pass. */
export async function refusedClearly(domain: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isLibvirtError(error) || error.kind !== 'libvirt') throw error;
    const known = REFUSALS.find(([pattern]) => pattern.test(error.message))?.[1];
    if (known === undefined && !CONFLICTS.includes(error.code)) throw error;
    const fix = error.code === ErrorCode.SNAPSHOT_REVERT_RISKY ? RISKY : (known ?? STATE);
    throw new ConsoleError('conflict', `${domain}: ${error.message}`, { fix, cause: error });
  }
}
