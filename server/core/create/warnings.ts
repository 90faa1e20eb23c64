import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Host } from '../../../lib/contract/host.ts';
import { type Template } from '../../../lib/contract/template.ts';
import { type Machine } from '../../../lib/contract/machine.ts';
import { accelerationReason } from '../../../lib/domain/acceleration-reason.ts';
import { osWarnings } from '../../../lib/domain/os-choice.ts';
import { kindsText } from '../../../lib/domain/template-facts.ts';
import { type OrchestratorAdapter, type OrchestratorStatus } from '../../orchestrator/api.ts';

export type Size = Pick<Template, 'vcpus' | 'memoryMiB' | 'diskGiB'>;

/** The simulator's guests have a kernel for virtual machines, and nothing of theirs is signed. */
export function checkSimulated({ diskBus, secureBoot }: Machine, { kind }: OrchestratorStatus): void {
  if (kind !== 'simulator') return;
  if (diskBus === 'sata') {
    const fix = 'Choose virtio, virtio-scsi or NVMe.';
    throw unbootable('diskBus', 'What the simulator installs has no driver for SATA disks.', fix);
  }
  if (secureBoot) {
    const fix = 'Switch Secure Boot off.';
    throw unbootable('secureBoot', 'What the simulator boots is not signed, so Secure Boot refuses it.', fix);
  }
}

function unbootable(property: 'diskBus' | 'secureBoot', message: string, fix: string): ConsoleError {
  return new ConsoleError('invalid', message, { fix, errors: [{ field: `machine.${property}`, message }] });
}

export const noneFor = (template: Pick<Template, 'for'>, instead: string): string =>
  `There is nothing yet that this template is for (${kindsText(template.for)}): the network shown is that of "${instead}".`;

export function secureBootWarnings({ secureBoot }: Machine, { name }: OrchestratorStatus): string[] {
  if (!secureBoot) return [];
  return [
    `Secure Boot: the firmware starts only what is signed with a key enrolled by the host’s distribution (Microsoft’s). The boot program of "${name}" has to be signed with one.`,
  ];
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
export function sizeWarnings(template: Size & Pick<Template, 'name'>, size: Size): string[] {
  const amounts = [
    ['A disk', size.diskGiB, template.diskGiB, 'GiB'],
    ['Memory', size.memoryMiB, template.memoryMiB, 'MiB'],
  ] as const;
  return amounts
    .filter(([, requested, usual]) => requested < usual)
    .map(
      ([what, requested, usual, unit]) =>
        `${what} of ${requested} ${unit} is less than the ${usual} ${unit} of the template ${template.name}: its OS may not fit.`,
    );
}

/** Warnings about the OS that the orchestrator would install. If it does not answer, the create itself reports that. */
export async function osWarningsOf(
  orchestrator: Pick<OrchestratorAdapter, 'catalogue'>,
  { osProfile }: Pick<Template, 'osProfile'>,
  { secureBoot }: Pick<Machine, 'secureBoot'>,
): Promise<string[]> {
  const catalogue = await orchestrator.catalogue().catch(() => null);
  return catalogue === null ? [] : osWarnings(catalogue, osProfile, secureBoot);
}
