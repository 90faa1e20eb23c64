'use client';
import { memory } from '../../../lib/domain/format.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { Confirm } from '../../ui/confirm.tsx';

interface DialogProps {
  readonly node: Node;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Names what is lost. */
export function ReprovisionDialog({ node, onConfirm, onClose }: DialogProps) {
  const lost = [
    `everything on its ${node.diskGiB} GiB disk`,
    'its firmware variables: boot options, enrolled keys',
    ...(node.machine.tpm === 'none' ? [] : ['the state of its TPM, with keys that are sealed in it']),
    ...(node.orchestrator === null
      ? []
      : [`its host and instance at ${node.orchestrator}; it is registered there again`]),
  ];
  return (
    <Confirm
      title={`Re-provision ${node.name}?`}
      verb={`Re-provision ${node.name}`}
      keep="Cancel"
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>The node is switched off, erased, and booted from the network like a new one. It loses:</p>
      <ul className="list-disc pl-5">
        {lost.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
      <p className="text-ink-2">
        It keeps its name, serial number, UUID and MAC address, {node.vcpus} vCPUs and{' '}
        {memory(node.memoryMiB)} of memory, and the history and logs of all its boots.
      </p>
    </Confirm>
  );
}

export function NetbootDialog({ node, onConfirm, onClose }: DialogProps) {
  return (
    <Confirm
      title={`Boot ${node.name} from the network?`}
      verb="Boot from network once"
      keep="Cancel"
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p>
        The firmware starts the boot program of {node.orchestrator ?? 'the network'} instead of the installed
        system, at this start only. What that program does with the disk is up to it: an installer overwrites
        it.
      </p>
      <p className="text-ink-2">To provision the node from the beginning, use “Re-provision” instead.</p>
    </Confirm>
  );
}
