import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Host, type Template } from '../../../lib/contract/host.ts';
import { type Machine } from '../../../lib/contract/machine.ts';
import { accelerationReason } from '../../../lib/domain/acceleration-reason.ts';
import { osWarnings } from '../../../lib/domain/os-choice.ts';
import { type OrchestratorAdapter } from '../../orchestrator/api.ts';

import { type OrchestratorStatus } from '../../orchestrator/api.ts';

export type Size = Pick<Template, 'vcpus' | 'memoryMiB' | 'diskGiB'>;

/** The kernel of the simulator's guests is for virtual machines only. */
export function requireDrivers({ diskBus }: Machine, { kind }: OrchestratorStatus): void {
  if (kind !== 'simulator' || diskBus !== 'sata') return;
  const message = 'What the simulator installs has no driver for SATA disks.';
  throw new ConsoleError('invalid', message, {
    fix: 'Choose virtio, virtio-scsi or NVMe.',
    errors: [{ field: 'machine.diskBus', message }],
  });
}

export function emulationWarnings({ acceleration }: Machine, host: Host): string[] {
  if (acceleration === 'tcg') {
    return ['Software emulation was chosen for these nodes: they are many times slower than with KVM.'];
  }
  if (host.acceleration?.kind !== 'tcg') return [];
  // The message of QEMU or libvirt is shown on the host's page only.
  const { explanation } = accelerationReason(host.acceleration.reason);
  return [`Software emulation: ${explanation} Nodes will be slow.`];
}

/** Sizes below the template's are allowed, with a warning. */
export function sizeWarnings(template: Template, size: Size): string[] {
  const amounts = [
    ['A disk', size.diskGiB, template.diskGiB, 'GiB'],
    ['Memory', size.memoryMiB, template.memoryMiB, 'MiB'],
  ] as const;
  return amounts
    .filter(([, asked, usual]) => asked < usual)
    .map(
      ([what, asked, usual, unit]) =>
        `${what} of ${asked} ${unit} is less than the ${usual} ${unit} of the template ${template.name}: its OS may not fit.`,
    );
}

/** What the orchestrator would install, if that is not what the nodes need. One that does not answer says so later. */
export async function osWarningsOf(
  orchestrator: Pick<OrchestratorAdapter, 'catalogue'>,
  { osProfile }: Pick<Template, 'osProfile'>,
  { secureBoot }: Pick<Machine, 'secureBoot'>,
): Promise<string[]> {
  const catalogue = await orchestrator.catalogue().catch(() => null);
  return catalogue === null ? [] : osWarnings(catalogue, osProfile, secureBoot);
}
