import type { OperationStep, OperationStepName } from '../contract/operation.ts';

/** What the server is doing, as shown to users. */
const STEP_WORDS: Readonly<Record<OperationStepName, string>> = {
  'reach-host': 'connecting to the host',
  'copy-disk': 'copying the disk',
  define: 'defining and registering the machine',
  'await-turn':
    'waiting for its turn to boot: its host boots only so many nodes at once, or its run is paused',
  'start-paused': 'starting the machine, paused',
  'attach-serial': 'attaching to its serial ports',
  resume: 'resuming the machine',
  shutdown: 'shutting down',
  stop: 'powering off',
  reboot: 'rebooting',
  reset: 'resetting',
  pause: 'pausing',
  'boot-from-network': 'choosing the network for the next boot',
  erase: 'erasing disk, firmware variables and TPM',
  rename: 'renaming the machine',
  annotate: 'storing note and labels',
  autostart: 'setting whether it starts with its host',
  reconfigure: 'changing the machine',
  'grow-disk': 'making the disk larger',
  'make-volume': 'making the volume',
  'attach-device': 'plugging it in',
  'detach-device': 'asking the guest to give it back',
  'remove-volume': 'removing the volume',
  'keep-state': 'copying firmware variables and TPM state',
  'freeze-disk': 'freezing the disk as it is',
  'prepare-disk': 'preparing the disk of the checkpoint',
  'go-back': 'putting disk, firmware variables and TPM state back',
  register: 'registering it at the orchestrator again',
  record: 'recording the checkpoint',
  'drop-checkpoint': 'removing what nothing needs any more',
  'merge-disk': 'merging what it leaves on disk into later layers',
  remove: 'removing machine, disk and network',
  deregister: 'removing instance and host from the orchestrator',
  archive: 'archiving its history',
  'roll-back': 'rolling back',
};

/** `2 of 4: defining and registering the machine`; a single step is not numbered. */
export const stepText = ({ name, number, total }: OperationStep): string =>
  total > 1 ? `${number} of ${total}: ${STEP_WORDS[name]}` : STEP_WORDS[name];
