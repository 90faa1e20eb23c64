import { ConsoleError } from '../../../lib/contract/error.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { Actor } from '../api.ts';
import { type Context, hostNamed } from '../context.ts';
import type { SnapshotsSection } from './api.ts';

interface Domains {
  /** Throws for a domain that is a node. */
  requireOther(host: string, domain: string): Promise<{ readonly uuid: string }>;
  changed(host: string, uuid: string): void;
}

/** libvirt's own snapshots of domains; what a node has of them is only shown. */
export class DomainSnapshots implements SnapshotsSection {
  readonly #context: Pick<Context, 'hosts'>;
  readonly #domains: Domains;
  /** One change of a domain's snapshots at a time: libvirt refuses a second one. */
  readonly #changes = new KeyedMutex();

  constructor(context: Pick<Context, 'hosts'>, domains: Domains) {
    this.#context = context;
    this.#domains = domains;
  }

  readonly list: SnapshotsSection['list'] = (host, domain) => this.#of(host).list(domain);

  readonly xml: SnapshotsSection['xml'] = (host, domain, snapshot, actor) => {
    requirePermission(actor, 'domains.use');
    return this.#of(host).xml(domain, snapshot);
  };

  readonly take: SnapshotsSection['take'] = async (host, domain, request, actor) => {
    const uuid = await this.#change(host, domain, actor, (of) => this.#of(host).take(of, request));
    return this.list(host, uuid);
  };

  readonly revert: SnapshotsSection['revert'] = async (host, domain, snapshot, request, actor) => {
    requirePermission(actor, 'domains.write');
    if (request.confirm !== snapshot)
      throw new ConsoleError('invalid', `Going back to "${snapshot}" is not confirmed.`, {
        fix: `Repeat the snapshot's name: ${snapshot}`,
        errors: [{ field: 'confirm', message: 'repeat the name of the snapshot' }],
      });
    const uuid = await this.#change(host, domain, actor, (of) =>
      this.#of(host).revert(of, snapshot, request),
    );
    return this.list(host, uuid);
  };

  readonly delete: SnapshotsSection['delete'] = async (host, domain, snapshot, how, actor) => {
    await this.#change(host, domain, actor, (of) => this.#of(host).delete(of, snapshot, how));
  };

  #of(host: string) {
    return hostNamed(this.#context, host).anyDomains.snapshots;
  }

  /** Resolves to the domain's UUID. */
  async #change(
    host: string,
    domain: string,
    actor: Actor,
    work: (uuid: string) => Promise<void>,
  ): Promise<string> {
    requirePermission(actor, 'domains.write');
    const { uuid } = await this.#domains.requireOther(host, domain);
    await this.#changes.run(`${host} ${uuid}`, () => work(uuid));
    // libvirt has no events for it.
    this.#domains.changed(host, uuid);
    return uuid;
  }
}
