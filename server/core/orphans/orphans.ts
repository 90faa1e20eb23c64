import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../../lib/contract/host.ts';
import type { Orphan, OrphanList, OrphanResult } from '../../../lib/contract/orphan.ts';
import { projectHostQuery } from '../../../lib/contract/project-host.ts';
import { counted } from '../../../lib/domain/format.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { NodeRow } from '../../db/api.ts';
import { filesOf } from '../nodes/node-volumes.ts';
import type { KnownNodes } from '../../hypervisor/api.ts';
import type { Actor, Core } from '../api.ts';
import { asConsoleError, type Context } from '../context.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { ProjectHosts } from '../orchestrators/project-hosts.ts';
import { bootsOnDisk, measure, removeBoot } from '../retention/boot-files.ts';

type Section = Core['orphans'];

/** A boot has its row before it has files, but its files may be older than a restored database. */
const SETTLED_MS = 10 * 60_000;
const PAGE = 100;

interface OrphansParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly projectHosts: ProjectHosts;
  readonly inventory: Pick<Inventory, 'hasRead'>;
}

interface Found {
  readonly orphan: Orphan;
  remove(actor: Actor): Promise<void>;
}

interface Place {
  readonly where: string;
  readonly find: () => Promise<{ readonly found: readonly Found[]; readonly unseen: string | null }>;
}

/** What belongs to nobody: listed first, then removed one by one, if it is still what was listed. */
export class Orphans implements Section {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #projectHosts: ProjectHosts;
  readonly #inventory: Pick<Inventory, 'hasRead'>;
  readonly #mutex = new KeyedMutex();

  constructor({ context, registry, projectHosts, inventory }: OrphansParts) {
    this.#context = context;
    this.#registry = registry;
    this.#projectHosts = projectHosts;
    this.#inventory = inventory;
  }

  async list(): Promise<OrphanList> {
    const { found, unseen } = await this.#find();
    return { orphans: found.map(({ orphan }) => orphan), unseen };
  }

  /** In turn: each is removed only if it is found again as it was listed. */
  clean(ids: readonly string[], actor: Actor): Promise<OrphanResult[]> {
    return this.#mutex.run('clean', async () => {
      requirePermission(actor, 'orphans.clean');
      const { found } = await this.#find();
      const present = new Map(found.map((each) => [each.orphan.id, each]));
      const results: OrphanResult[] = [];
      for (const id of new Set(ids)) results.push(await removed(id, present.get(id), actor));
      const count = results.filter(({ outcome }) => outcome === 'removed').length;
      this.#context.logger.info({ by: actor.name, removed: count }, 'removed orphans');
      return results;
    });
  }

  async #find() {
    const known = await this.#known();
    const places = [...this.#hosts(known), this.#logs(), ...this.#orchestrators()];
    const all = await Promise.all(
      places.map(async ({ where, find }) => {
        try {
          const { found, unseen } = await find();
          return { found, unseen: unseen === null ? [] : [{ where, reason: unseen }] };
        } catch (error) {
          return { found: [], unseen: [{ where, reason: asConsoleError(error).message }] };
        }
      }),
    );
    return { found: all.flatMap(({ found }) => found), unseen: all.flatMap(({ unseen }) => unseen) };
  }

  async #known(): Promise<KnownNodes> {
    const deleted = await this.#context.database.nodes.list({ deleted: true });
    return {
      living: this.#registry.all().map(({ row }) => ({ ...knownOf(row), network: row.network })),
      deleted: deleted.map(knownOf),
    };
  }

  #hosts(known: KnownNodes): Place[] {
    return [...this.#context.hosts.values()].map((host) => ({
      where: host.name,
      find: async () => {
        // Until then, its nodes may not be adopted yet.
        if (!this.#inventory.hasRead(host.name)) return { found: [], unseen: unreadReason(host.status) };
        const { orphans, unseen } = await host.orphans.find(known);
        const found = orphans.map((each) => ({
          orphan: withId({ ...each, host: host.name }, each.mark),
          remove: () => host.orphans.remove(each),
        }));
        return { found, unseen };
      },
    }));
  }

  /** Logs of boots that the database does not know, such as after an older copy of it was restored. */
  #logs(): Place {
    const { database, dataDir, now } = this.#context;
    const directory = join(dataDir, 'boots');
    const find = async () => {
      // In this order: a boot has its row before it has files.
      const names = await bootsOnDisk(directory);
      const rows = new Set((await database.boots.ages()).map(({ id }) => id));
      const lost = await Promise.all(
        names.filter((boot) => !rows.has(boot)).map((boot) => measure(directory, boot)),
      );
      const found = lost
        .filter(({ touchedAt }) => Date.parse(now()) - touchedAt >= SETTLED_MS)
        .map(({ boot, bytes, touchedAt }) => {
          const reason = 'a serial log of a boot that this console does not know';
          const facts = {
            kind: 'byte-log',
            maker: 'console',
            host: null,
            name: boot,
            reason,
            bytes,
          } as const;
          return {
            orphan: withId(facts, String(touchedAt)),
            remove: () => removeBoot(directory, boot),
          };
        });
      return { found, unseen: null };
    };
    return { where: 'the data directory', find };
  }

  /** Hosts at orchestrators whose node was deleted here. */
  #orchestrators(): Place[] {
    return [...this.#context.orchestrators.values()]
      .filter(({ project }) => project !== null)
      .map(({ name }) => ({ where: `orchestrator ${name}`, find: () => this.#staleHosts(name) }));
  }

  async #staleHosts(orchestrator: string) {
    const query = projectHostQuery.parse({ standing: 'stale', limit: String(PAGE), refresh: 'true' });
    const { hosts, total } = await this.#projectHosts.list(orchestrator, query);
    const found = hosts.map(({ id, serial, uuid, node }) => {
      const facts = { kind: 'orchestrator-host', maker: 'console', host: orchestrator, bytes: null } as const;
      const reason = `registered for the node ${node?.name ?? ''}, which was deleted here`;
      return {
        orphan: withId({ ...facts, name: serial || id, reason }, `${id} ${serial} ${uuid}`),
        remove: (actor: Actor) => this.#removeHost(orchestrator, { id, serial, uuid }, actor),
      };
    });
    const more = total - hosts.length;
    return { found, unseen: more > 0 ? `${counted(more, 'more host')}; remove these first` : null };
  }

  async #removeHost(
    orchestrator: string,
    host: { readonly id: string; readonly serial: string; readonly uuid: string },
    actor: Actor,
  ): Promise<void> {
    const { failed } = await this.#projectHosts.cleanUp(orchestrator, { hosts: [host] }, actor);
    const [failure] = failed;
    if (failure !== undefined) throw asConsoleError(failure.error);
  }
}

const knownOf = (row: NodeRow) => ({ uuid: row.uuid, names: [row.name, filesOf(row)] });

async function removed(id: string, found: Found | undefined, actor: Actor): Promise<OrphanResult> {
  if (found === undefined) {
    const reason = 'It is gone, was changed, or belongs to somebody by now.';
    return { id, orphan: null, outcome: 'refused', reason, fix: 'List the orphans again.' };
  }
  const { orphan } = found;
  try {
    await found.remove(actor);
    return { id, orphan, outcome: 'removed', reason: '', fix: '' };
  } catch (error) {
    const { message, fix } = asConsoleError(error);
    return { id, orphan, outcome: 'failed', reason: message, fix };
  }
}

/** `mark` is what makes it another one than one of the same name. */
function withId({ kind, maker, host, name, reason, bytes }: Omit<Orphan, 'id'>, mark: string): Orphan {
  const text = JSON.stringify([kind, maker, host, name, mark]);
  const id = createHash('sha256').update(text).digest('hex').slice(0, 24);
  return { id, kind, maker, host, name, reason, bytes };
}

const unreadReason = ({ state, reason }: Host): string =>
  state === 'connected'
    ? 'its domains are still being read'
    : `it is not connected${reason === null ? '' : `: ${reason}`}`;
