import { type Domain, ErrorCode, isLibvirtError } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DomainAction } from '../../../lib/contract/host-domain.ts';

const CALLS: Readonly<Record<DomainAction, (domain: Domain) => Promise<void>>> = {
  start: async (domain) => void (await domain.create()),
  shutdown: (domain) => domain.shutdown(),
  stop: (domain) => domain.destroy(),
  reboot: (domain) => domain.reboot(),
  reset: (domain) => domain.reset(),
  pause: (domain) => domain.suspend(),
  resume: (domain) => domain.resume(),
  save: (domain) => domain.managedSave(),
};

/** Exactly what is asked for, without the console's own steps around a node's power-on. */
export async function act(domain: Domain, action: DomainAction): Promise<void> {
  try {
    await CALLS[action](domain);
  } catch (error) {
    if (!isLibvirtError(error, ErrorCode.OPERATION_INVALID)) throw error;
    throw new ConsoleError('conflict', `${domain.name}: ${error.message}`, {
      fix: 'Look at its present state: it may have changed meanwhile.',
      cause: error,
    });
  }
}
