import { randomUUID } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type BootSource, type BootSourceRequest, imageOf } from '../../../lib/contract/boot-source.ts';
import type { Capacity, CapacityQuery } from '../../../lib/contract/host.ts';
import type { Image } from '../../../lib/contract/image.ts';
import type { Template } from '../../../lib/contract/template.ts';
import { createRequest, type CreateRequest } from '../../../lib/contract/node.ts';
import { changedMachine, type Machine } from '../../../lib/contract/machine.ts';
import type { ProjectHost } from '../../../lib/contract/project-host.ts';
import { defaultOrchestrator } from '../../../lib/domain/default-orchestrator.ts';
import type { NodeRow, RunRow } from '../../db/api.ts';
import type { HypervisorHost, NetworkModel } from '../../hypervisor/api.ts';
import type { OrchestratorAdapter } from '../../orchestrator/api.ts';
import { type Context, orchestratorNamed } from '../context.ts';
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
import { chooseHosts, type Share, sharesOf } from './hosts.ts';
import { hostsInTheWay } from './in-the-way.ts';
import { nodeRows } from './node-rows.ts';
import { placeNodes } from './place-nodes.ts';
import { checkRoom } from './room-warnings.ts';
import { Rooms } from './rooms.ts';
import { checkCheckpointRule, checkReadyRule } from './ready-rule.ts';
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

/** Decides everything about the nodes of a request, or throws what prevents it. Creates nothing. */
export class Planning {
  readonly #context: Context;
  readonly #registry: NodeRegistry;
  readonly #networks: Networks;
  readonly #templates: Templates;
  readonly #images: Images;
  readonly #projectHosts: ProjectHosts;
  readonly #rooms: Rooms;

  constructor({ context, registry, networks, templates, images, projectHosts }: PlanningParts) {
    this.#images = images;
    this.#context = context;
    this.#registry = registry;
    this.#networks = networks;
    this.#templates = templates;
    this.#projectHosts = projectHosts;
    this.#rooms = new Rooms(registry);
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
    const at = request.checkpointAt === undefined ? template.checkpointAt : request.checkpointAt;
    checkCheckpointRule(at, source, orchestrator.orchestrator);
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

  /** How many more nodes fit on each host: of one template or of each, of its size or another one. */
  async capacity({ template: name, ...given }: CapacityQuery): Promise<Capacity[]> {
    const templates = name === undefined ? this.#templates.latest() : [await this.#templates.get(name)];
    const all = [...this.#context.orchestrators.values()];
    return [...this.#context.hosts.values()].flatMap((host) =>
      templates.map((template) => {
        const usual = all.find(({ orchestrator }) => template.for.includes(orchestrator.kind));
        return this.#room(host, template, sizeOf(given, template), usual);
      }),
    );
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
    const osProfile = request.osProfile ?? template.osProfile;
    const variants = variantsOf(request, machine, { osProfile });
    for (const variant of variants) {
      requireChoice({ ...template, osProfile: variant.osProfile }, flow);
      if (template.for.includes(orchestrator.orchestrator.kind))
        checkSimulated(variant.machine, orchestrator.orchestrator);
    }
    const asked = { request, orchestrator, template, size, machine, variants, image };
    const { shares, reasons, warnings, ...place } = await this.#place(asked);
    const { host, network } = place.first;
    const domains = shares.flatMap((share) => share.domains);
    warnings.push(...sizeWarnings(template, size));

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
    const repeated = toRepeat({ ...given, count: request.count });
    const stopAfter = request.stopAfter === undefined ? template.stopAfter : request.stopAfter;
    const asking = { ...repeated, ...(stopAfter !== null && { stopAfter }) };
    const run = { ...this.#run(asking, by, orchestrator.name, template), placement: reasons };
    const places = placesOf(shares, { orchestrator: orchestrator.name, flow, ...boot });
    const identities = { names: chosenNames, serials, uuids, taken };
    const nodes = nodeRows({ request, run, template, machine, size, places, ...identities });
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
      placement: [],
      control: null,
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

  #room(
    host: HypervisorHost,
    { name, network }: Template,
    size: Size,
    orchestrator?: OrchestratorAdapter,
  ): Capacity {
    const own =
      network.kind === 'own' && orchestrator !== undefined ? this.#networks.nameFor(orchestrator.name) : null;
    return this.#rooms.on(host, name, size, own);
  }

  /** Which hosts get how many of the nodes, and what they need there, or what prevents it. */
  async #place(asked: Asked) {
    const { request, orchestrator, template, size, machine, image } = asked;
    const labels = request.hostLabels ?? template.hostLabels;
    const { host: name, count } = request;
    const wish = { host: name, labels, image, orchestrator: orchestrator.orchestrator, count, size };
    const roomOn = (host: HypervisorHost) => this.#room(host, template, size, orchestrator);
    const { hosts, reasons, ...chosen } = await chooseHosts(this.#context, wish, roomOn);
    const shares = await Promise.all(sharesOf(hosts).map((share) => this.#prepare(share, asked)));
    const [first] = shares;
    if (first === undefined) throw new Error('a request is for one node at least');
    const warnings = [...chosen.warnings];
    for (const { host, ...share } of shares) {
      // What was chosen by the console has room.
      if (reasons.length === 0) warnings.push(...checkRoom(host.status, roomOn(host), size, share.count));
      warnings.push(...emulationWarnings(machine, host.status), ...share.warnings);
    }
    return { shares, first, reasons, warnings };
  }

  /** What one of the chosen hosts needs for its share of the nodes, or what prevents it. */
  async #prepare({ host, count }: Share, asked: Asked) {
    const { request, orchestrator, template, variants } = asked;
    for (const variant of variants) await host.checkMachine(variant.machine);
    const [, domains, place] = await Promise.all([
      host.storage.check(),
      host.domains.list(),
      placeNodes(this.#networks, { host, orchestrator, request: { ...request, count }, template }),
    ]);
    return { host, count, domains, ...place };
  }
}

/** Files of a node that was renamed have its earlier name. */
const namesOf = (row: NodeRow): string[] => [row.name, filesOf(row)];

interface Asked {
  readonly request: CreateRequest;
  readonly orchestrator: OrchestratorAdapter;
  readonly template: Template;
  readonly size: Size;
  readonly machine: Machine;
  readonly variants: ReturnType<typeof variantsOf>;
  readonly image: Image | null;
}

/** The place of each node, in their order. */
const placesOf = <Where extends object>(
  shares: readonly (Share & { readonly columns: Pick<NodeRow, 'network' | 'networkKind' | 'pool'> })[],
  where: Where,
) =>
  shares.flatMap(({ host, count, columns }) =>
    Array.from({ length: count }, () => ({ host: host.name, ...columns, ...where })),
  );

/** What is stored of a request, to be asked for again: other nodes have other identities. */
function toRepeat(request: CreateRequest): CreateRequest {
  const { identity: _, ...rest } = withoutPassword(request);
  return rest;
}

function sizeOf(
  request: Pick<CreateRequest, 'vcpus' | 'memoryMiB' | 'diskGiB' | 'pool'>,
  template: Template,
): Size {
  return {
    vcpus: request.vcpus ?? template.vcpus,
    memoryMiB: request.memoryMiB ?? template.memoryMiB,
    diskGiB: request.diskGiB ?? template.diskGiB,
    pool: request.pool === undefined ? template.pool : request.pool,
  };
}
