import { ConsoleError } from '../../../lib/contract/error.ts';
import type { NodeEdit } from '../../../lib/contract/node-edit.ts';
import { renameRefusal } from '../../../lib/domain/node-edit.ts';
import { isOn } from '../../../lib/domain/power.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import { filesOf } from './node-volumes.ts';
import type { NodeRecord, NodeRegistry } from './registry.ts';

/** Throws, with what to do instead, if the node cannot be changed like this now. */
export async function requireEditable(
  registry: NodeRegistry,
  host: HypervisorHost,
  record: NodeRecord,
  edit: NodeEdit,
): Promise<void> {
  const { row, state } = record;
  if (state === 'no state')
    throw new ConsoleError('host-unreachable', `The state of "${row.name}" is not known yet.`, {
      fix: `Try again once its host "${row.host}" has been read; the host's page shows what prevents it.`,
    });
  if (state === 'no domain')
    throw new ConsoleError('conflict', `"${row.name}" is not defined on its host.`, {
      fix: 'Provision it again, or delete it.',
    });
  if (edit.name !== undefined && edit.name !== row.name) {
    requireRenamable(record);
    await requireFreeName(registry, host, record, edit.name);
  }
}

function requireRenamable({ row, state }: NodeRecord): void {
  if (renameRefusal(state) === null) return;
  const fix = isOn(state)
    ? 'Shut it down first. Labels and a note can be changed while it is on.'
    : 'Start it and shut it down first: its memory is saved under its present name.';
  throw refused('conflict', `"${row.name}" is ${state}: libvirt renames only machines that are off.`, fix);
}

/** Files of another node that was renamed still have that node's earlier name. */
async function requireFreeName(
  registry: NodeRegistry,
  host: HypervisorHost,
  { row }: NodeRecord,
  name: string,
): Promise<void> {
  const others = registry.all().filter((other) => other.row.id !== row.id);
  const holder = others.find((other) => other.row.name === name || filesOf(other.row) === name);
  if (holder !== undefined) {
    const message =
      holder.row.name === name
        ? `There is another node "${name}".`
        : `"${name}" is still the name of the files of "${holder.row.name}", which was renamed.`;
    throw refused('conflict', message, 'Choose another name.');
  }
  const domain = await host.domains.named(name);
  if (domain !== null && domain.uuid !== row.uuid)
    throw refused('conflict', `The host has another domain "${name}".`, 'Choose another name.');
}

function refused(code: 'conflict', message: string, fix: string): ConsoleError {
  return new ConsoleError(code, message, { fix, errors: [{ field: 'name', message }] });
}
