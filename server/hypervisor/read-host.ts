import type { Connection } from 'node-libvirt';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Acceleration, Check, Host } from '../../lib/contract/host.ts';
import { checkFirmware } from '../../lib/domain/host-checks/firmware.ts';
import { fail, ok, type Verdict, warn } from '../../lib/domain/host-checks/verdict.ts';
import type { FirmwareFiles } from './api.ts';
import { readCapacity } from './capacity.ts';
import { capacityChecks, checkAcceleration, libvirtChecks } from './checks/libvirt-checks.ts';
import { localChecks, typist } from './checks/local-checks.ts';
import { toConsoleError } from './connection/errors.ts';
import { findFirmware } from './firmware/find.ts';

export interface HostTarget {
  readonly uri: string;
  readonly installation: string;
  readonly images: string;
  readonly isLocal: boolean;
}

type Facts = Pick<Host, 'hostname' | 'versions' | 'capacity' | 'checks'>;

/** Everything about a connected host except its acceleration, which takes seconds to determine. */
export async function readHost(
  connection: Connection,
  target: HostTarget,
  acceleration: Acceleration | null,
): Promise<Facts> {
  const [firmware, secureBoot] = await Promise.all([
    firmwareOrReason(connection, target.isLocal, false),
    firmwareOrReason(connection, target.isLocal, true),
  ]);
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
    { id: 'libvirt', ...ok(`libvirt ${versions.libvirt} and QEMU ${versions.qemu} on ${hostname} answer`) },
    { id: 'firmware', ...firmwareCheck(firmware) },
    { id: 'secure-boot', ...secureBootCheck(secureBoot) },
    ...(await libvirtChecks(connection)),
    ...capacityChecks(capacity),
    ...(target.isLocal ? await localChecks() : []),
    { id: 'acceleration', ...checkAcceleration(acceleration) },
  ];
  return { hostname, versions, capacity, checks };
}

/** The checks that are possible while libvirt does not answer. */
export async function checksWithoutLibvirt(reason: ConsoleError, isLocal: boolean): Promise<Check[]> {
  return [{ id: 'libvirt', ...fail(reason.message, reason.fix) }, ...(isLocal ? await localChecks() : [])];
}

function firmwareCheck(found: FirmwareFiles | ConsoleError): Verdict {
  if (!(found instanceof ConsoleError)) return checkFirmware(found, typist);
  return found.code === 'no-firmware' ? checkFirmware(null, typist) : fail(found.message, found.fix);
}

/** A host without it still runs all other nodes. */
function secureBootCheck(found: FirmwareFiles | ConsoleError): Verdict {
  if (found instanceof ConsoleError) return warn(found.message, found.fix);
  return ok(`nodes can have Secure Boot: ${found.code}`);
}

async function firmwareOrReason(
  connection: Connection,
  isLocal: boolean,
  secureBoot: boolean,
): Promise<FirmwareFiles | ConsoleError> {
  try {
    return await findFirmware(connection, isLocal, secureBoot);
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
