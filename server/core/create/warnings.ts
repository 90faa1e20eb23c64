import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Host } from '../../../lib/contract/host.ts';
import type { Template } from '../../../lib/contract/template.ts';
import type { Machine } from '../../../lib/contract/machine.ts';
import { accelerationReason } from '../../../lib/domain/acceleration-reason.ts';
import { osWarnings } from '../../../lib/domain/os-choice.ts';
import { kindsText } from '../../../lib/domain/template-facts.ts';
import type { OrchestratorAdapter, OrchestratorStatus } from '../../orchestrator/api.ts';

export type Size = Pick<Template, 'vcpus' | 'memoryMiB' | 'diskGiB' | 'pool'>;

/** The simulator's guests have a kernel for virtual machines. */
export function checkSimulated({ diskBus }: Machine, { kind }: OrchestratorStatus): void {
  if (kind !== 'simulator' || diskBus !== 'sata') return;
  const message = 'What the simulator installs has no driver for SATA disks.';
  const fix = 'Choose virtio, virtio-scsi or NVMe.';
  throw new ConsoleError('invalid', message, { fix, errors: [{ field: 'machine.diskBus', message }] });
}

export const noneFor = (template: Pick<Template, 'for'>, instead: string): string =>
  `There is nothing yet that this template is for (${kindsText(template.for)}): the network shown is that of "${instead}".`;

/** Warnings about a key for Secure Boot that nobody has confirmed. If the orchestrator does not answer, the create itself reports that. */
export async function secureBootWarnings(
  orchestrator: Pick<OrchestratorAdapter, 'name' | 'bootFacts' | 'publishedSecureBootKey'>,
  { secureBoot }: Machine,
): Promise<string[]> {
  if (!secureBoot) return [];
  const boot = await orchestrator.bootFacts().catch(() => null);
  if (boot?.bootProgramUrl == null || boot.secureBootCertificate !== null) return [];
  const published = await orchestrator.publishedSecureBootKey().catch(() => null);
  return [published === null ? onlyTheFirmwaresKeys(orchestrator.name) : unconfirmedKey(orchestrator.name)];
}

export const onlyTheFirmwaresKeys = (orchestrator: string): string =>
  `Secure Boot: the firmware starts only what is signed with a key that the host’s distribution enrolled (Microsoft’s), and no other is known for "${orchestrator}".`;

const unconfirmedKey = (orchestrator: string): string =>
  `Secure Boot: "${orchestrator}" publishes the key that it signs with, but nobody has confirmed it, so the firmware refuses its boot program. Confirm it in the connection check of the orchestrator.`;

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
