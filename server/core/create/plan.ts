import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type BootSource, type BootSourceRequest, imageOf } from '../../../lib/contract/boot-source.ts';
import type { Host } from '../../../lib/contract/host.ts';
import type { Image } from '../../../lib/contract/image.ts';
import type { Template } from '../../../lib/contract/template.ts';
import { createRequest, type CreateRequest } from '../../../lib/contract/node.ts';
import { changedMachine } from '../../../lib/contract/machine.ts';
import type { ProjectHost } from '../../../lib/contract/project-host.ts';
import { capacityFor, poolSpace } from '../../../lib/domain/capacity.ts';
import { defaultOrchestrator } from '../../../lib/domain/default-orchestrator.ts';
import type { NodeRow, RunRow } from '../../db/api.ts';
import type { HypervisorHost, NetworkModel } from '../../hypervisor/api.ts';
import type { OrchestratorAdapter } from '../../orchestrator/api.ts';
import { type Context, hostNamed, orchestratorNamed } from '../context.ts';
import { refusalOf } from '../hosts/refusals.ts';
import type { Images } from '../images/images.ts';
import type { Networks } from '../networks/networks.ts';
import { filesOf } from '../nodes/node-volumes.ts';
import type { NodeRegistry } from '../nodes/registry.ts';
import type { ProjectHosts } from '../orchestrators/project-hosts.ts';
import { requireChoice, type Templates } from '../templates/templates.ts';
import { chooseNames, nameClashes } from './naming.ts';
import { chosenUuids, detailsWarnings, variantsOf, withLists, withOwnNames } from './lists.ts';
import {
  bootsLocally,
  checkBootSource,
  checkImage,
  storedBootSource,
  withoutPassword,
} from './boot-source.ts';
import { hostsInTheWay } from './in-the-way.ts';
import { nodeRows } from './node-rows.ts';
import { placeNodes } from './place-nodes.ts';
import { checkReadyRule } from './ready-rule.ts';
import { freeSerials } from './serials.ts';
import {
  checkSimulated,
  emulationWarnings,
  noneFor,
  osWarningsOf,
  secureBootWarnings,
  type Size,
  sizeWarnings,
} from './warnings.ts';

export interface CreatePlan {
  readonly host: HypervisorHost;
  readonly orchestrator: OrchestratorAdapter;
  readonly template: Template;
  /** Null unless the console makes it. */
  readonly network: NetworkModel | null;
  readonly bootSource: BootSource;
  /** The image that its boot source needs. */
  readonly image: Image | null;
  readonly run: RunRow;
  readonly nodes: readonly NodeRow[];
  /** Conditions that would make a create fail or slow, as sentences. */
  readonly warnings: readonly string[];
  /** Hosts of the orchestrator with the serial number or the UUID of one of the nodes. */
  readonly inTheWay: readonly ProjectHost[];
}

export interface PlanningParts {
  readonly context: Context;
  readonly registry: NodeRegistry;
  readonly networks: Networks;
  readonly templates: Templates;
  readonly images: Images;
  readonly projectHosts: ProjectHosts;
}

/** Identity of the node that the preview of a template shows. */
const FIRST_OF_TEMPLATE = 'first-of-template';

/** How long a create waits for a host that is being connected to. */
const CONNECT_MS = 5_000;
/** A host that takes longer is passed over while another one has room. */
const ANSWER_MS = 2_000;

/** Decides everything about the nodes of a request, or throws what prevents it. Creates nothing. */
export class Planning {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #networks: Networks;
  readonly #templates: Templates;
  readonly #images: Images;
  readonly #projectHosts: ProjectHosts;

  constructor({ context, registry, networks, templates, images, projectHosts }: PlanningParts) {
    this.#images = images;
    this.#context = context;
    this.#registry = registry;
    this.#networks = networks;
    this.#templates = templates;
    this.#projectHosts = projectHosts;
  }

  /** Runs `work`, which records nodes of this request, and keeps the image that they need from being removed meanwhile. */
  keepingImage<Result>(request: CreateRequest, work: () => Promise<Result>): Promise<Result> {
    const orchestrator = this.#orchestrator(request);
    const template = this.#templates.choose(request.template, orchestrator.orchestrator);
    const image = imageOf(request.bootSource ?? template.bootSource);
    return image === null ? work() : this.#images.keeping(image, work);
  }

  /** `prefix`: of the names, in place of the template's name. */
  async plan(request: CreateRequest, by: string, prefix?: string): Promise<CreatePlan> {
    const orchestrator = this.#orchestrator(request);
    const template = this.#templates.choose(request.template, orchestrator.orchestrator);
    const source = request.bootSource ?? template.bootSource;
    checkBootSource(source, orchestrator.orchestrator, orchestrator.hasIpxeDisk);
    checkReadyRule(request.ready ?? template.ready, source, orchestrator.orchestrator);
    return this.#planned(request, by, orchestrator, { ...template, prefix });
  }

  /**
   * A node of a template that need not be stored. Where none of the orchestrators is of a kind that it is for, another
   * one gives the network, and the plan says so.
   */
  async planFirst(template: Template): Promise<CreatePlan> {
    const all = [...this.#context.orchestrators.values()];
    const fits = all.filter(({ orchestrator }) => template.for.includes(orchestrator.kind));
    const usual = defaultOrchestrator(
      fits.map(({ orchestrator }) => orchestrator),
      false,
    );
    const fitting = fits.find(({ name }) => name === usual?.name);
    const orchestrator = fitting ?? this.#orchestrator({});
    // The same identity for each of its versions, so that a comparison shows only what was changed.
    const request = createRequest.parse({ identity: FIRST_OF_TEMPLATE });
    const plan = await this.#planned(request, '', orchestrator, template);
    if (fitting !== undefined) return plan;
    return { ...plan, warnings: [noneFor(template, orchestrator.name), ...plan.warnings] };
  }

  async #planned(
    given: CreateRequest,
    by: string,
    orchestrator: OrchestratorAdapter,
    template: Template & { readonly prefix?: string | undefined },
  ): Promise<CreatePlan> {
    const request = withLists(given);
    const size = sizeOf(request, template);
    const machine = changedMachine(template.machine, request.machine);
    const flow = request.flow ?? template.flow;
    const { image, ...boot } = await this.#bootSource(request.bootSource ?? template.bootSource, size);
    const host = await this.#host(hostRequest(request, image), size, orchestrator.orchestrator);
    const osProfile = request.osProfile ?? template.osProfile;
    const variants = variantsOf(request, machine, { osProfile });
    for (const variant of variants) {
      requireChoice({ ...template, osProfile: variant.osProfile }, flow);
      if (template.for.includes(orchestrator.orchestrator.kind))
        checkSimulated(variant.machine, orchestrator.orchestrator);
      await host.checkMachine(variant.machine);
    }
    const [, domains, place] = await Promise.all([
      host.storage.check(),
      host.domains.list(),
      placeNodes(this.#networks, { host, orchestrator, request, template }),
    ]);
    const { network } = place;
    const warnings = checkRoom(host.status, template.name, size, request.count);
    warnings.push(...emulationWarnings(machine, host.status), ...sizeWarnings(template, size));
    warnings.push(...place.warnings);

    const records = this.#registry.all().map(({ row }) => row);
    const names = new Set([...records.flatMap(namesOf), ...domains.map((domain) => domain.name)]);
    const first = chooseNames(request, template.prefix ?? template.name, names);
    const chosenNames = withOwnNames(first, request, names);
    // Named there only when they are registered ahead.
    if (flow === 'nio') warnings.push(...(await nameClashes(orchestrator, chosenNames)));
    for (const variant of variants) {
      warnings.push(...(await secureBootWarnings(orchestrator, variant.machine)));
      warnings.push(...(await osWarningsOf(orchestrator, variant, variant.machine)));
    }
    const taken = {
      uuids: new Set([...records, ...domains].map(({ uuid }) => uuid)),
      macs: new Set(records.map((row) => row.mac)),
    };
    const uuids = chosenUuids(request, taken.uuids);
    const used = new Set(records.map((row) => row.serial));
    const serials = await freeSerials(request, used, network?.subnet ?? null, orchestrator);
    const asked = toRepeat({ ...given, count: request.count });
    const run = this.#run(asked, by, orchestrator.name, template);
    const where = { host: host.name, orchestrator: orchestrator.name, ...place.columns, flow, ...boot };
    const chosen = { names: chosenNames, serials, uuids, taken };
    const nodes = nodeRows({ request, run, template, machine, size, place: where, ...chosen });
    warnings.push(...detailsWarnings({ flow, osProfile }, nodes));
    const inTheWay = await hostsInTheWay(this.#projectHosts, orchestrator.name, nodes);
    const planned = { host, orchestrator, template, network, bootSource: boot.bootSource, image, run, nodes };
    return { ...planned, warnings: [...new Set(warnings)], inTheWay };
  }

  #run(request: CreateRequest, by: string, orchestrator: string, { name, version }: Template): RunRow {
    return {
      id: randomUUID(),
      template: name,
      templateVersion: version,
      orchestrator,
      request,
      endedAt: null,
      createdAt: this.#context.now(),
      createdBy: by,
    };
  }

  /** As it is stored, with the image that it needs. */
  async #bootSource(request: BootSourceRequest | BootSource, { diskGiB }: Size) {
    const { source: bootSource, passwordHash } = storedBootSource(request);
    const name = imageOf(bootSource);
    const image = name === null ? null : await this.#images.get(name);
    if (image !== null) checkImage(bootSource, image, diskGiB);
    const seedPassword = passwordHash === null ? null : this.#context.database.secrets.seal(passwordHash);
    return { bootSource, image, seedPassword };
  }

  #orchestrator({
    orchestrator: name,
    bootSource,
  }: Pick<CreateRequest, 'orchestrator' | 'bootSource'>): OrchestratorAdapter {
    if (name !== undefined) return orchestratorNamed(this.#context, name);
    const all = [...this.#context.orchestrators.values()].map(({ orchestrator }) => orchestrator);
    const usual = defaultOrchestrator(all, bootsLocally(bootSource));
    if (usual !== undefined) return orchestratorNamed(this.#context, usual.name);
    throw new ConsoleError('invalid', 'There is no orchestrator to onboard nodes to.', {
      fix: 'Add an orchestrator, or switch the simulator on (VEN_SIMULATOR=on).',
    });
  }

  async #host(request: CreateRequest, size: Size, orchestrator: Kind): Promise<HypervisorHost> {
    if (request.host !== undefined && request.host !== 'auto') {
      const host = hostNamed(this.#context, request.host);
      const refusal = refusalOf(host.status, orchestrator);
      if (refusal !== null) throw refusal;
      await host.whenConnected(CONNECT_MS);
      return host;
    }
    const all = [...this.#context.hosts.values()].filter(
      ({ status }) => refusalOf(status, orchestrator) === null,
    );
    // One that does not answer delays nothing while others do.
    const connected = all.filter(({ status }) => status.state === 'connected');
    const outcomes = await Promise.allSettled(
      connected.length > 0 ? [] : all.map((host) => host.whenConnected(CONNECT_MS)),
    );
    const usable =
      connected.length > 0 ? connected : all.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    const fits = (host: HypervisorHost) => capacityFor(host.status, '', size).fits;
    const sorted = usable.toSorted((one, other) => fits(other) - fits(one));
    for (const host of sorted) if (await host.answers(ANSWER_MS)) return host;
    const [best] = sorted;
    if (best !== undefined) return best;
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
    throw new ConsoleError('host-unreachable', 'There is no host that takes new nodes.', {
      fix: 'Add a host, or end the maintenance of one.',
    });
  }
}

type Kind = OrchestratorAdapter['orchestrator'];

/** Files of a node that was renamed have its earlier name. */
const namesOf = (row: NodeRow): string[] => [row.name, filesOf(row)];

/** An image is on one host only. */
function hostRequest(request: CreateRequest, image: Image | null): CreateRequest {
  const { host = 'auto' } = request;
  if (image === null || host === image.host) return request;
  if (host === 'auto') return { ...request, host: image.host };
  const message = `The image "${image.name}" is on ${image.host}, not on ${host}.`;
  throw new ConsoleError('invalid', message, {
    fix: `Choose ${image.host}, or add the image there, too.`,
    errors: [{ field: 'host', message }],
  });
}

/** What is stored of a request, to be asked for again: other nodes have other identities. */
function toRepeat(request: CreateRequest): CreateRequest {
  const { identity: _, ...rest } = withoutPassword(request);
  return rest;
}

function sizeOf(request: CreateRequest, template: Template): Size {
  return {
    vcpus: request.vcpus ?? template.vcpus,
    memoryMiB: request.memoryMiB ?? template.memoryMiB,
    diskGiB: request.diskGiB ?? template.diskGiB,
    pool: request.pool === undefined ? template.pool : request.pool,
  };
}

/** Refuses what can never work; warns about tight resources. */
function checkRoom(host: Host, template: string, size: Size, count: number): string[] {
  const { capacity } = host;
  if (capacity === null) return [];
  // Another pool has its own check, with the name of the field.
  const space = poolSpace(capacity, null);
  if (size.pool === null && space !== null && size.diskGiB > space.capacityGiB) {
    throw noRoom(
      'diskGiB',
      `A disk of ${size.diskGiB} GiB is larger than the storage of ${host.name} (${round(space.capacityGiB)} GiB)`,
    );
  }
  if (size.memoryMiB * count > capacity.memoryMiB) {
    throw noRoom(
      'memoryMiB',
      `${count} × ${size.memoryMiB} MiB is more memory than ${host.name} has (${capacity.memoryMiB} MiB)`,
    );
  }
  const { fits, limitedBy } = capacityFor(host, template, size);
  if (fits >= count) return [];
  return [
    `${host.name} has room for ${fits} more of this size now (${limitedBy}); ${count} may become slow or fail.`,
  ];
}

function noRoom(field: string, message: string): ConsoleError {
  return new ConsoleError('no-capacity', `${message}.`, {
    fix: 'Choose a smaller size, fewer nodes, or another host.',
    errors: [{ field, message }],
  });
}

const round = (gibibytes: number): number => Math.floor(gibibytes * 10) / 10;
