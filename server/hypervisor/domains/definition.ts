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

const EVERYTHING =
  DomainUndefineFlags.MANAGED_SAVE |
  DomainUndefineFlags.SNAPSHOTS_METADATA |
  DomainUndefineFlags.CHECKPOINTS_METADATA |
  DomainUndefineFlags.NVRAM;

/** Removes all of it: definition, NVRAM, TPM state, QEMU's log. */
export async function removeDomain(domain: Domain): Promise<void> {
  await switchOff(domain, DomainDestroyFlags.REMOVE_LOGS);
  await undefineWithState(domain);
}

/** Removes the definition of a domain that is off, with NVRAM, TPM state, saved memory and the records of snapshots. */
export async function undefineWithState(domain: Domain): Promise<void> {
  try {
    await domain.undefine(EVERYTHING | DomainUndefineFlags.TPM);
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_DOMAIN)) return;
    if (!isUnsupported(error)) throw error;
    // libvirt before 8.9 does not know the flag, and always removes TPM state.
    await domain.undefine(EVERYTHING);
  }
}

function isUnsupported(error: unknown): boolean {
  const { INVALID_ARG, ARGUMENT_UNSUPPORTED, NO_SUPPORT } = ErrorCode;
  return [INVALID_ARG, ARGUMENT_UNSUPPORTED, NO_SUPPORT].some((code) => isLibvirtError(error, code));
}
