import { type Connection } from 'node-libvirt';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type Acceleration, type Check, type Host } from '../../lib/contract/host.ts';
import { type FirmwareFiles } from './api.ts';
import { readCapacity } from './capacity.ts';
import { capacityChecks, checkAcceleration, checkFirmware, libvirtChecks } from './checks/libvirt-checks.ts';
import { localChecks } from './checks/local-checks.ts';
import { fail, ok } from './checks/verdict.ts';
import { toConsoleError } from './connection/errors.ts';
import { findFirmware } from './firmware/find.ts';

export interface HostTarget {
  readonly uri: string;
  readonly installation: string;
  readonly images: string;
  readonly isLocal: boolean;
}

type Facts = Pick<Host, 'hostname' | 'versions' | 'capacity' | 'checks'>;

/** Everything about a connected host but its acceleration, which takes seconds to find out. */
export async function readHost(
  connection: Connection,
  target: HostTarget,
  acceleration: Acceleration | null,
): Promise<Facts> {
  const firmware = await firmwareOrReason(connection, target.isLocal);
  const [hostname, libvirt, qemu, capacity] = await Promise.all([
    connection.getHostname(),
    connection.getLibVersion(),
    connection.getVersion(),
    readCapacity(connection, target),
  ]);
  const versions = {
    libvirt: versionText(libvirt),
    qemu: versionText(qemu),
    firmware: firmware instanceof ConsoleError ? 'none' : firmware.version,
  };
  const checks: Check[] = [
    ok('libvirt', `libvirt ${versions.libvirt} and QEMU ${versions.qemu} on ${hostname} answer`),
    checkFirmware(firmware),
    ...(await libvirtChecks(connection)),
    ...capacityChecks(capacity),
    ...(target.isLocal ? await localChecks() : []),
    checkAcceleration(acceleration),
  ];
  return { hostname, versions, capacity, checks };
}

/** What can be checked when libvirt does not answer. */
export async function checksWithoutLibvirt(reason: ConsoleError, isLocal: boolean): Promise<Check[]> {
  return [fail('libvirt', reason.message, reason.fix), ...(isLocal ? await localChecks() : [])];
}

async function firmwareOrReason(
  connection: Connection,
  isLocal: boolean,
): Promise<FirmwareFiles | ConsoleError> {
  try {
    return await findFirmware(connection, isLocal);
  } catch (error) {
    const meant = toConsoleError(error, 'looking for firmware');
    if (meant instanceof ConsoleError) return meant;
    throw error;
  }
}

/** libvirt counts 1,000,000 × major + 1,000 × minor + release. */
function versionText(version: number): string {
  return [Math.trunc(version / 1_000_000), Math.trunc(version / 1000) % 1000, version % 1000].join('.');
}
