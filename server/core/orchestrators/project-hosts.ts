import { ConsoleError } from '../../../lib/contract/error.ts';
import {
  type CleanUpRequest,
  type CleanUpResult,
  type ProjectHost,
  type ProjectHostColumn,
  type ProjectHostPage,
  type ProjectHostQuery,
  type RegisterRequest,
  STANDINGS,
} from '../../../lib/contract/project-host.ts';
import { provisioningOf } from '../../../lib/domain/project-host.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import type { NodeRow } from '../../db/api.ts';
import type { HostAtOrchestrator, Identity, Project } from '../../orchestrator/api.ts';
import type { Actor } from '../api.ts';
import { asConsoleError, type Context, orchestratorNamed } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import { identityOf, registerAll } from './registering.ts';
import { nodesByIdentity, standingsOf } from './standing.ts';

/** How long a listing answers for further pages: a large project takes many requests. */
const REMEMBERED_MS = 15_000;

interface Listing {
  readonly hosts: Promise<readonly HostAtOrchestrator[]>;
  readonly readAt: string;
  readonly until: number;
}

/** All hosts of an orchestrator's project, and the removal of those that nobody needs. */
export class ProjectHosts {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #listings = new Map<string, Listing>();

  constructor(context: Context, registry: NodeRegistry) {
    this.#context = context;
    this.#registry = registry;
  }

  async list(name: string, query: ProjectHostQuery): Promise<ProjectHostPage> {
    const project = this.#project(name);
    const { hosts: listed, readAt } = this.#listing(name, project, query.refresh === 'true');
    const [hosts, nodes] = await Promise.all([listed, this.#nodes(name)]);
    const all = standingsOf(hosts, nodes);
    const matching = inOrder(all.filter(matches(query)), query);
    const countOf = (wanted: ProjectHost['standing']) =>
      all.filter(({ standing }) => standing === wanted).length;
    const [ours, stale, duplicate, foreign] = STANDINGS.map(countOf);
    return {
      hosts: matching.slice(query.offset, query.offset + query.limit),
      total: matching.length,
      counts: { ours: ours ?? 0, stale: stale ?? 0, duplicate: duplicate ?? 0, foreign: foreign ?? 0 },
      readAt,
    };
  }

  /** Removes exactly these hosts. Stale ones need the right to delete nodes; others an administrator and a confirmation. */
  async cleanUp(name: string, request: CleanUpRequest, actor: Actor): Promise<CleanUpResult> {
    requirePermission(actor, 'nodes.delete');
    if (request.confirm !== undefined) requirePermission(actor, 'orchestrators.write');
    const project = this.#project(name);
    const nodeOf = nodesByIdentity(await this.#nodes(name));
    for (const host of request.hosts) requireRemovable(name, host, nodeOf(host), request.confirm);
    const removed: string[] = [];
    const failed: CleanUpResult['failed'] = [];
    for (const host of request.hosts) {
      try {
        await project.remove(host);
        removed.push(host.id);
      } catch (error) {
        const { code, message, fix } = asConsoleError(error);
        failed.push({ id: host.id, error: { code, message, fix } });
      }
    }
    this.#listings.delete(name);
    return { removed, failed };
  }

  /** Registers machines that are no nodes of this console: all of them, or none. */
  async register(name: string, request: RegisterRequest, actor: Actor): Promise<ProjectHost[]> {
    requirePermission(actor, 'nodes.create');
    this.#project(name);
    const identities = request.hosts.map(identityOf);
    requireDistinct(identities);
    const [taken] = (await this.related(name, identities)).filter(({ leaving }) => !leaving);
    if (taken !== undefined) throw alreadyThere(name, taken);
    await registerAll(orchestratorNamed(this.#context, name), request);
    this.#listings.delete(name);
    return this.related(name, identities);
  }

  /** The hosts that have the serial number or the UUID of one of these. None if the orchestrator has no API. */
  async related(name: string, identities: readonly Identity[]): Promise<ProjectHost[]> {
    const { project } = orchestratorNamed(this.#context, name);
    if (project === null) return [];
    return standingsOf(await project.related(identities), await this.#nodes(name));
  }

  /** Removes stale hosts that a create is in the way of, or throws why one could not be removed. */
  async removeStale(name: string, hosts: readonly ProjectHost[]): Promise<void> {
    for (const host of hosts) if (host.standing === 'stale') await this.#project(name).remove(host);
    this.#listings.delete(name);
  }

  #listing(name: string, project: Project, refresh: boolean): Listing {
    const known = this.#listings.get(name);
    if (known !== undefined && !refresh && Date.now() < known.until) return known;
    const hosts = project.hosts();
    const listing = { hosts, readAt: this.#context.now(), until: Date.now() + REMEMBERED_MS };
    this.#listings.set(name, listing);
    hosts.catch(() => {
      if (this.#listings.get(name) === listing) this.#listings.delete(name);
    });
    return listing;
  }

  #project(name: string): Project {
    const { project } = orchestratorNamed(this.#context, name);
    if (project !== null) return project;
    throw new ConsoleError('conflict', `"${name}" has no API, so it has no list of hosts.`, {
      fix: 'Only an Edge Orchestrator has a project with hosts.',
    });
  }

  /** Deleted ones included. */
  async #nodes(orchestrator: string): Promise<NodeRow[]> {
    const deleted = await this.#context.database.nodes.list({ deleted: true });
    const existing = this.#registry.all().map(({ row }) => row);
    return [...existing, ...deleted].filter((node) => node.orchestrator === orchestrator);
  }
}

function alreadyThere(orchestrator: string, { id, serial, uuid }: ProjectHost): ConsoleError {
  const message = `"${orchestrator}" has a host ${id} with the serial number ${serial || '(none)'} and the UUID ${uuid || '(none)'} already.`;
  return new ConsoleError('conflict', `${message} Nothing was registered.`, {
    fix: 'Leave it out, or remove that host first.',
    errors: [{ field: 'hosts', message }],
  });
}

function requireDistinct(identities: readonly Identity[]): void {
  const values = identities.flatMap(({ serial, uuid }) => [serial, uuid]).filter((value) => value !== '');
  const twice = values.find((value, index) => values.indexOf(value) < index);
  if (twice === undefined) return;
  const message = `${twice} is in the list twice.`;
  throw new ConsoleError('invalid', message, {
    fix: 'Name each machine once.',
    errors: [{ field: 'hosts', message }],
  });
}

function requireRemovable(
  orchestrator: string,
  { id }: { readonly id: string },
  node: Pick<NodeRow, 'name' | 'deletedAt'> | undefined,
  confirm: string | undefined,
): void {
  if (node?.deletedAt === null) {
    throw new ConsoleError('conflict', `The host ${id} belongs to the node "${node.name}".`, {
      fix: 'Delete the node; that removes its host, too.',
    });
  }
  if (node !== undefined || confirm === orchestrator) return;
  const message = `The host ${id} was not registered by this console.`;
  throw new ConsoleError('invalid', message, {
    fix: `Confirm with the name of the orchestrator, "${orchestrator}", that such hosts are to be removed.`,
    errors: [{ field: 'confirm', message }],
  });
}

function matches({ standing, search = '' }: ProjectHostQuery): (host: ProjectHost) => boolean {
  const wanted = search.trim().toLowerCase();
  return (host) => {
    if (standing !== undefined && host.standing !== standing) return false;
    const { id, name, serial, uuid, node, os, address, site, instanceId } = host;
    const texts = [id, name, serial, uuid, node?.name, os, address, site, instanceId, provisioningOf(host)];
    return wanted === '' || texts.some((text) => text?.toLowerCase().includes(wanted) === true);
  };
}

const KEYS: Readonly<Record<ProjectHostColumn, (host: ProjectHost) => string>> = {
  standing: ({ standing }) => String(STANDINGS.indexOf(standing)),
  serial: ({ serial }) => serial,
  name: ({ name }) => name,
  os: ({ os }) => os ?? '',
  status: provisioningOf,
  created: ({ createdAt }) => createdAt ?? '',
};
const naturally = new Intl.Collator('en', { numeric: true });

/** Ties are broken by serial number and id, so that pages do not overlap. */
function inOrder(
  hosts: readonly ProjectHost[],
  { sort, order }: Pick<ProjectHostQuery, 'sort' | 'order'>,
): ProjectHost[] {
  const key = KEYS[sort];
  const sign = order === 'ascending' ? 1 : -1;
  return hosts.toSorted(
    (a, b) =>
      sign * naturally.compare(key(a), key(b)) ||
      naturally.compare(a.serial, b.serial) ||
      naturally.compare(a.id, b.id),
  );
}
