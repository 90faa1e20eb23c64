import type { Connection } from 'node-libvirt';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Acceleration } from '../../../lib/contract/host.ts';
import type { Machine } from '../../../lib/contract/machine.ts';
import { accelerationReason } from '../../../lib/domain/acceleration-reason.ts';
import { parseXml } from '../xml/parse.ts';

const enums = z
  .object({
    enum: z.array(z.object({ '@name': z.string(), value: z.array(z.string()).default([]) })).default([]),
  })
  .optional()
  .catch(undefined);
type Enums = z.output<typeof enums>;

const capabilities = z.object({
  domainCapabilities: z.object({ devices: z.object({ disk: enums, tpm: enums }) }),
});

/** Throws `invalid` for a device that the host's libvirt and QEMU do not support. */
export async function checkDevices(connection: Connection, { diskBus, tpm }: Machine): Promise<void> {
  const xml = await connection.getDomainCapabilities({ arch: 'x86_64', machine: 'q35', virttype: 'qemu' });
  const { devices } = parseXml(capabilities, 'what its domains can have', xml).domainCapabilities;
  const buses = valuesOf(devices.disk, 'bus');
  if (!buses.includes(diskBus)) throw missing('diskBus', `disks on the bus ${diskBus}`, buses);
  const models = valuesOf(devices.tpm, 'model');
  if (tpm !== 'none' && !models.includes(tpm)) throw missing('tpm', `TPMs of the model ${tpm}`, models);
}

const valuesOf = (device: Enums, name: string): readonly string[] =>
  device?.enum.find((each) => each['@name'] === name)?.value ?? [];

function missing(property: 'diskBus' | 'tpm', what: string, offered: readonly string[]): ConsoleError {
  const message = `libvirt and QEMU of the host have no ${what}.`;
  return new ConsoleError('invalid', message, {
    fix: `Choose another one (the host has: ${offered.join(', ') || 'none'}), or upgrade libvirt and QEMU.`,
    errors: [{ field: `machine.${property}`, message }],
  });
}

/** Throws `invalid` on a host where KVM does not work. */
export function requireKvm({ kind, reason }: Acceleration): void {
  if (kind === 'kvm') return;
  const message = `KVM does not work on the host. ${accelerationReason(reason).explanation}`;
  throw new ConsoleError('invalid', message, {
    fix: 'Let the console choose the acceleration, choose software emulation, or use another host.',
    errors: [{ field: 'machine.acceleration', message }],
  });
}
