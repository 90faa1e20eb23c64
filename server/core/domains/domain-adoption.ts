import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { DomainAdoptRequest } from '../../../lib/contract/host-domain.ts';
import { nodeName } from '../../../lib/domain/names.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { NodeMetadata } from '../../hypervisor/api.ts';
import type { Actor, Core } from '../api.ts';
import { type Context, hostNamed, orchestratorNamed } from '../context.ts';
import type { Adoption } from '../inventory/adoption.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { AnyDomains } from './domains.ts';

export interface AdoptionParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly domains: AnyDomains;
  readonly adoption: Adoption;
  readonly inventory: Inventory;
}

/** The template that adopted nodes name; there is none of that name. */
const ADOPTED = 'adopted';

/**
 * Makes a node of a domain that somebody else made: it gets the console's metadata, and is then adopted like a node that
 * is missing in the database. Its disks stay where they are, and are not the console's.
 */
export class DomainAdoption {
  readonly #parts: AdoptionParts;

  constructor(parts: AdoptionParts) {
    this.#parts = parts;
  }

  readonly adopt: Core['adopt'] = async (hostName, domain, request, actor) => {
    requirePermission(actor, 'domains.write');
    const { context, domains, adoption, inventory } = this.#parts;
    const host = hostNamed(context, hostName);
    const { uuid, name, persistent } = await domains.requireOther(hostName, domain);
    this.#check({ name, persistent }, request);
    const facts = await host.domains.get(uuid);
    if (facts === null) throw new ConsoleError('not-found', `${name} is gone.`);
    if (facts.metadata !== null)
      throw new ConsoleError('conflict', `${name} is a node of a console: it has its metadata.`, {
        fix: 'Delete it there, or take that metadata out of its definition.',
      });
    const metadata = metadataOf(context, request, actor);
    await host.anyDomains.mark(uuid, metadata);
    const refusal = await adoption.consider(host, { ...facts, metadata });
    if (refusal !== null) {
      await host.anyDomains.mark(uuid, null);
      throw new ConsoleError('conflict', `It cannot become a node: ${refusal}`, {
        fix: 'Correct its definition; nothing was changed.',
      });
    }
    await inventory.look(hostName, uuid);
    domains.changed(hostName, uuid);
    return metadata.nodeId;
  };

  #check(
    { name, persistent }: { readonly name: string; readonly persistent: boolean },
    { confirm, orchestrator }: DomainAdoptRequest,
  ): void {
    const { context, registry } = this.#parts;
    if (confirm !== name)
      throw new ConsoleError('invalid', `The adoption of "${name}" is not confirmed.`, {
        ...{ fix: `Repeat its name: ${name}`, errors: [{ field: 'confirm', message: 'repeat the name' }] },
      });
    if (orchestrator !== null) orchestratorNamed(context, orchestrator);
    if (!persistent)
      throw new ConsoleError('conflict', `${name} is transient: it is gone when it is off.`, {
        fix: 'Define it first: virsh dumpxml, virsh define.',
      });
    if (!nodeName.safeParse(name).success || registry.all().some(({ row }) => row.name === name))
      throw new ConsoleError('conflict', `${name} cannot be the name of a node, or is that of another one.`, {
        fix: 'Rename the domain: virsh domrename.',
      });
  }
}

const metadataOf = (
  { installation, now }: Pick<Context, 'installation' | 'now'>,
  { orchestrator }: DomainAdoptRequest,
  { name }: Actor,
): NodeMetadata => ({
  ...{ installation, nodeId: randomUUID(), runId: randomUUID(), template: ADOPTED, orchestrator },
  ...{ flow: 'nio', bootSource: { kind: 'disk' }, accelerationChoice: 'auto', pool: null },
  ...{ createdAt: now(), createdBy: name, note: '', labels: [], files: null },
});
