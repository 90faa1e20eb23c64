import { setTimeout as pause } from 'node:timers/promises';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Identity } from './api.ts';
import type { ProjectApi } from './project-api.ts';
import { type HostResource, hostPage } from './resources.ts';

/** The API's limit on the length of a filter. */
const LONGEST_FILTER = 1000;
/** How long an orchestrator may take to carry out a deletion before the host counts as existing. */
const FORGETTING_MS = 15_000;
const FORGETTING_LOOK_MS = 250;

/** The hosts of a project. The API's filters are fuzzy, so results are compared exactly. */
export class HostInventory {
  readonly #api: ProjectApi;
  readonly #orchestrator: string;

  constructor(api: ProjectApi, orchestrator: string) {
    this.#api = api;
    this.#orchestrator = orchestrator;
  }

  /** Every host of the project. */
  all(): Promise<HostResource[]> {
    return this.#list(null);
  }

  /** Hosts that have one of these values, ignoring case. */
  async having(field: 'uuid' | 'serialNumber' | 'name', values: readonly string[]): Promise<HostResource[]> {
    const wanted = new Set(values.map((value) => value.toLowerCase()));
    const found: HostResource[] = [];
    for (const filter of filtersFor(field, values)) found.push(...(await this.#list(filter)));
    return distinct(found).filter((host) => wanted.has(host[field].toLowerCase()));
  }

  async find(node: Identity, strict = true): Promise<HostResource | undefined> {
    return this.pick(node, await this.#related(node), strict);
  }

  /**
   * The orchestrator answers a deletion at once and carries it out a moment later; until then the host keeps its
   * serial number. A registration with the same number waits until the host should be gone.
   */
  async whenForgotten(node: Identity): Promise<HostResource[]> {
    const deadline = Date.now() + FORGETTING_MS;
    for (;;) {
      const related = await this.#related(node);
      const isLeaving = related.some(({ desiredState }) => desiredState === 'HOST_STATE_DELETED');
      if (!isLeaving || Date.now() > deadline) return related;
      await pause(FORGETTING_LOOK_MS);
    }
  }

  /** The host of this node. One that matches only in part belongs to another machine, or to an earlier node. */
  pick(node: Identity, related: readonly HostResource[], strict = true): HostResource | undefined {
    const uuid = node.uuid.toLowerCase();
    const same = related.find((host) => host.uuid === uuid && host.serialNumber === node.serial);
    const other = related.find((host) => host !== same);
    if (strict && other !== undefined) throw this.#taken(node, other);
    return same;
  }

  /** Hosts that have the serial number or the UUID of a node, or both. */
  async #related({ serial, uuid }: Identity): Promise<HostResource[]> {
    const wanted = uuid.toLowerCase();
    // A machine that is registered by one of them only lacks the other, as many hosts do.
    const terms = [
      ...(wanted === '' ? [] : [`uuid="${wanted}"`]),
      ...(serial === '' ? [] : [`serialNumber="${serial}"`]),
    ];
    const hosts = await this.#list(terms.join(' OR '));
    return hosts.filter(
      (host) => (wanted !== '' && host.uuid === wanted) || (serial !== '' && host.serialNumber === serial),
    );
  }

  async #list(filter: string | null): Promise<HostResource[]> {
    const pages = await this.#api.pages('compute/hosts', filter, hostPage, (page) => page.hosts.length);
    return distinct(pages.flatMap((page) => page.hosts));
  }

  #taken(node: Identity, other: HostResource): ConsoleError {
    const what =
      other.serialNumber === node.serial
        ? `serial number ${node.serial} with the UUID ${other.uuid || '(none)'}`
        : `UUID ${node.uuid} with the serial number ${other.serialNumber || '(none)'}`;
    return new ConsoleError(
      'conflict',
      `Orchestrator "${this.#orchestrator}" has a host "${other.name || other.resourceId}" (${other.resourceId}) with the ${what}.`,
      { fix: 'Use another serial number, or delete that host and its instance at the orchestrator.' },
    );
  }
}

const distinct = (hosts: readonly HostResource[]): HostResource[] => [
  ...new Map(hosts.map((host) => [host.resourceId, host])).values(),
];

/** As few filters as the limit allows. */
function filtersFor(field: string, values: readonly string[]): string[] {
  const filters: string[] = [];
  for (const value of values) {
    const term = `${field}="${value}"`;
    const longer = filters.length === 0 ? term : `${filters.at(-1) ?? ''} OR ${term}`;
    if (filters.length === 0 || longer.length > LONGEST_FILTER) filters.push(term);
    else filters[filters.length - 1] = longer;
  }
  return filters;
}
