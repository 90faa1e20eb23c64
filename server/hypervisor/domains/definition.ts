import {
  type Connection,
  type Domain,
  DomainDestroyFlags,
  DomainUndefineFlags,
  DomainXMLFlags,
  ErrorCode,
  isLibvirtError,
} from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DomainModel } from './api.ts';
import { domainXml } from '../xml/domain.ts';
import { withScreenInStream } from '../xml/screen.ts';
import { findDomain, findDomainNamed } from './inventory.ts';

/** Defines the domain, or redefines it if it is off; a running domain is left unchanged. */
export async function ensureDomain(connection: Connection, model: DomainModel): Promise<void> {
  const existing = await findDomain(connection, model.uuid);
  if (existing !== null && (await existing.isActive())) return;
  try {
    await connection.domainDefineXML(domainXml(model));
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.OPERATION_FAILED) && (await isNameTaken(connection, model))) {
      throw new ConsoleError('conflict', `the host has another domain that is called ${model.name}`, {
        fix: 'Choose another name for the node.',
        cause: error,
      });
    }
    throw error;
  }
}

async function isNameTaken(connection: Connection, { name, uuid }: DomainModel): Promise<boolean> {
  const other = await findDomainNamed(connection, name);
  return other !== null && other.uuid !== uuid;
}

/** For one that was created while its host was reached in another way. Does nothing while it runs. */
export async function moveScreenToStream(connection: Connection, domain: Domain): Promise<void> {
  if (await domain.isActive()) return;
  const xml = await domain.getXMLDesc(DomainXMLFlags.INACTIVE | DomainXMLFlags.SECURE);
  const moved = withScreenInStream(xml, domain.uuid);
  if (moved !== null) await connection.domainDefineXML(moved);
}

/** Switches it off without warning, unless it is off or no longer exists. */
export async function switchOff(domain: Domain, flags = 0): Promise<void> {
  try {
    await domain.destroy(flags);
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.OPERATION_INVALID) || isLibvirtError(error, ErrorCode.NO_DOMAIN))
      return;
    // Only newer daemons can also remove QEMU's log.
    if (flags === 0 || !isUnsupported(error)) throw error;
    await switchOff(domain);
  }
}

const RECORDS = DomainUndefineFlags.MANAGED_SAVE | DomainUndefineFlags.SNAPSHOTS_METADATA;
const EVERYTHING = RECORDS | DomainUndefineFlags.CHECKPOINTS_METADATA | DomainUndefineFlags.NVRAM;
/**
 * libvirt before 8.9 does not know the flag for TPM state, which it always removes. Drivers without firmware files, such
 * as the test driver, know none for those.
 */
const UNDEFINE_FLAGS = [EVERYTHING | DomainUndefineFlags.TPM, EVERYTHING, RECORDS];

/** Removes all of it: definition, NVRAM, TPM state, QEMU's log. */
export async function removeDomain(domain: Domain): Promise<void> {
  await switchOff(domain, DomainDestroyFlags.REMOVE_LOGS);
  await undefineWithState(domain);
}

/** Removes the definition of a domain that is off, with NVRAM, TPM state, saved memory and the records of snapshots. */
export async function undefineWithState(domain: Domain): Promise<void> {
  for (const [index, flags] of UNDEFINE_FLAGS.entries()) {
    try {
      await domain.undefine(flags);
      return;
    } catch (error) {
      if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return;
      if (!isUnsupported(error) || index === UNDEFINE_FLAGS.length - 1) throw error;
    }
  }
}

function isUnsupported(error: unknown): boolean {
  const { INVALID_ARG, ARGUMENT_UNSUPPORTED, NO_SUPPORT } = ErrorCode;
  return [INVALID_ARG, ARGUMENT_UNSUPPORTED, NO_SUPPORT].some((code) => isLibvirtError(error, code));
}
