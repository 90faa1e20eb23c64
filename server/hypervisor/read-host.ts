import type { Connection } from 'node-libvirt';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Acceleration, Check, Host } from '../../lib/contract/host.ts';
import { operator } from '../../host-facts/daemons.mjs';
import { readMachineFacts } from '../../host-facts/host-facts.mjs';
import type { HostFacts } from '../../lib/host-rules/facts.mjs';
import { checksOf } from '../../lib/host-rules/rules.mjs';
import type { Operator } from '../../lib/host-rules/verdict.mjs';
import type { FirmwareFiles } from './api.ts';
import { type CapacityReading, readCapacity } from './capacity.ts';
import { libvirtFacts } from './checks/libvirt-facts.ts';
import { toConsoleError } from './connection/errors.ts';
import { findFirmware } from './firmware/find.ts';
import { KeyedMutex } from '../locks/keyed-mutex.ts';

export interface HostTarget {
  readonly uri: string;
  readonly installation: string;
  readonly images: string;
  readonly isLocal: boolean;
}

interface HostReading {
  readonly reading: Pick<Host, 'hostname' | 'versions' | 'capacity' | 'checks'>;
  readonly counted: CapacityReading['counted'];
}

/** Everything about a connected host except its acceleration, which takes seconds to determine. */
export async function readHost(
  connection: Connection,
  target: HostTarget,
  {
    acceleration,
    nodes,
  }: { readonly acceleration: Acceleration | null; readonly nodes: ReadonlySet<string> },
): Promise<HostReading> {
  const [firmware, secureBoot] = await Promise.all([
    firmwareOrReason(connection, target.isLocal, false),
    firmwareOrReason(connection, target.isLocal, true),
  ]);
  const [hostname, libvirt, qemu, { capacity, counted }] = await Promise.all([
    connection.getHostname(),
    connection.getLibVersion(),
    connection.getVersion(),
    readCapacity(connection, target, nodes),
  ]);
  const versions = {
    libvirt: versionText(libvirt),
    qemu: versionText(qemu),
    firmware: firmware instanceof ConsoleError ? 'none' : firmware.version,
  };
  const facts = {
    ...(target.isLocal ? await localFacts(target) : {}),
    ...(await libvirtFacts(connection, target)),
    ...factsOfCapacity(capacity),
    libvirt: { reached: true, hostname, ...versions } as const,
    ...firmwareFacts(firmware, secureBoot),
    acceleration,
  };
  const reading = { hostname, versions, capacity, checks: checksOf(facts, operatorOf(target)) };
  return { reading, counted };
}

/** The checks that are possible while libvirt does not answer. */
export async function checksWithoutLibvirt(
  { message, fix }: ConsoleError,
  target: HostTarget,
): Promise<Check[]> {
  const local = target.isLocal ? await localFacts(target) : {};
  return checksOf({ ...local, libvirt: { reached: false, reason: message, fix } }, operatorOf(target));
}

/** One at a time: each starts several processes, and the hosts of one machine connect all at once. */
const turns = new KeyedMutex();
const localFacts = ({ uri }: HostTarget): Promise<HostFacts> =>
  turns.run('this machine', () => readMachineFacts({ env: process.env, uri, packages: 'host' }));

/** Commands for another machine are shown for an ordinary user there. */
const operatorOf = ({ isLocal }: HostTarget): Operator =>
  isLocal ? operator() : { isRoot: false, hasSystemd: true };

function firmwareFacts(
  firmware: FirmwareFiles | ConsoleError,
  secureBoot: FirmwareFiles | ConsoleError,
): Pick<HostFacts, 'firmware' | 'secureBootFirmware'> {
  // What libvirt cannot tell, such as with its test driver, is left out.
  const known = (found: FirmwareFiles | ConsoleError): FirmwareFiles | null | undefined => {
    if (!(found instanceof ConsoleError)) return found;
    return found.code === 'no-firmware' ? null : undefined;
  };
  const [plain, secure] = [known(firmware), known(secureBoot)];
  return {
    ...(plain === undefined ? {} : { firmware: plain }),
    ...(secure === undefined ? {} : { secureBootFirmware: secure }),
  };
}

function factsOfCapacity({ poolFreeGiB, poolGiB, memoryFreeMiB }: NonNullable<Host['capacity']>): HostFacts {
  const memory = { freeMiB: memoryFreeMiB };
  // Unknown until the pool exists.
  if (poolGiB === 0) return { memory };
  return { memory, spaces: [{ id: 'image-space', folder: null, freeGiB: poolFreeGiB }] };
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
