import { setTimeout as pause } from 'node:timers/promises';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type OrchestratorSettings } from '../../lib/contract/orchestrator-settings.ts';
import { BOOT_PROGRAM, nodeHosts, serviceUrl } from '../../lib/domain/orchestrator-services.ts';
import {
  type BootFacts,
  type NodeAtOrchestrator,
  type OrchestratorAdapter,
  type OrchestratorStatus,
} from './api.ts';
import { grpcCode, refusal } from './failures.ts';
import { ProjectApi } from './project-api.ts';
import { type HostResource, hostPage, osPage } from './resources.ts';
import { type Account, type EdgeOrchestratorOptions } from './settings.ts';
import { nodeStateOf } from './node-state.ts';
import { TokenSource } from './token.ts';
import { Transport } from './transport.ts';

/** What identifies a node to us and to it; both count, and exactly. */
interface Identity {
  readonly serial: string;
  readonly uuid: string;
}

/** Filters may have this many characters; beyond, the whole list is cheaper than several. */
const LONGEST_FILTER = 1000;
/** So long a boot program that was there is held to be there. */
const BOOT_PROGRAM_MS = 60_000;
/** So long an orchestrator may take to carry a deletion out, before its host counts as there. */
const FORGETTING_MS = 15_000;
const FORGETTING_LOOK_MS = 250;
/** What a host may be called there. */
const HOST_NAME = /^[A-Za-z0-9./: _-]{1,20}$/;

/** The Edge Orchestrator's REST API; the simulator is spoken to in the very same way. */
export class EdgeOrchestrator implements OrchestratorAdapter {
  readonly demonstration = null;
  readonly #options: EdgeOrchestratorOptions;
  readonly #settings: OrchestratorSettings;
  readonly #transport: Transport;
  /** To the boot service, whose CA may be another one. */
  readonly #bootTransport: Transport;
  readonly #api: ProjectApi;
  readonly #listeners = new Set<(orchestrator: OrchestratorStatus) => void>();
  #orchestrator: OrchestratorStatus;
  #bootProgramSeen = 0;

  constructor(options: EdgeOrchestratorOptions) {
    const { name, kind, settings, secrets, patience } = options;
    this.#options = options;
    this.#settings = settings;
    this.#transport = new Transport({ name, authority: settings.apiAuthority, settings, patience });
    this.#bootTransport = new Transport({ name, authority: this.#bootAuthority(), settings, patience });
    const tokens = new TokenSource({
      orchestrator: name,
      transport: this.#transport,
      url: `${serviceUrl(settings, 'keycloak')}/realms/master/protocol/openid-connect/token`,
      account: { username: settings.apiUser, password: secrets.apiPassword },
    });
    const url = serviceUrl(settings, 'api');
    const base = `${url}/v1/projects/${encodeURIComponent(settings.project)}`;
    this.#api = new ProjectApi({ orchestrator: name, transport: this.#transport, tokens, base });
    const state = { state: 'starting', reason: null, fix: null } as const;
    this.#orchestrator = { name, kind, url, ...state, revision: Date.now() };
  }

  get name(): string {
    return this.#options.name;
  }

  get orchestrator(): OrchestratorStatus {
    return this.#orchestrator;
  }

  get pollSeconds(): OrchestratorSettings['pollSeconds'] {
    return this.#settings.pollSeconds;
  }

  get timeouts(): OrchestratorSettings['timeouts'] {
    return this.#settings.timeouts;
  }

  onOrchestrator(listener: (orchestrator: OrchestratorStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  bootFacts(): Promise<BootFacts> {
    return this.#watched(async () => {
      const { bootScriptUrl, hosts, subnet } = this.#settings;
      await this.#requireBootProgram();
      return {
        bootProgramUrl: this.#bootProgram(),
        bootScriptUrl,
        authority: this.#bootAuthority(),
        hosts: nodeHosts(hosts),
        subnet,
      };
    });
  }

  register(node: {
    readonly name: string;
    readonly serial: string;
    readonly uuid: string;
    readonly autoOnboard: boolean;
  }): Promise<void> {
    return this.#watched(async () => {
      // A host with this serial and another UUID would not be refused, but the node would never be let in.
      if (this.#pick(node, await this.#whenForgotten(node)) !== undefined) return;
      const answer = await this.#api.post('compute/hosts/register', {
        name: HOST_NAME.test(node.name) ? node.name : node.serial,
        serialNumber: node.serial,
        uuid: node.uuid,
        autoOnboard: node.autoOnboard,
      });
      if (answer.status < 400) return;
      if (grpcCode(answer.json) === 'FailedPrecondition' && (await this.#find(node)) !== undefined) return;
      throw this.#api.refusal('compute/hosts/register', answer);
    });
  }

  chooseOs(node: Identity, profile: string): Promise<void> {
    return this.#watched(async () => {
      const host = await this.#find(node);
      if (host === undefined || host.instance != null) return;
      const pages = await this.#api.pages(
        'compute/os',
        null,
        osPage,
        (page) => page.OperatingSystemResources.length,
      );
      const os = pages
        .flatMap((page) => page.OperatingSystemResources)
        .find((candidate) => candidate.profileName === profile);
      if (os === undefined) {
        throw new ConsoleError(
          'orchestrator-refused',
          `Orchestrator "${this.name}" has no OS profile "${profile}".`,
          {
            fix: 'Choose another template, or add the profile to the orchestrator.',
          },
        );
      }
      const answer = await this.#api.post('compute/instances', {
        hostID: host.resourceId,
        osID: os.resourceId,
        kind: 'INSTANCE_KIND_METAL',
        securityFeature: 'SECURITY_FEATURE_NONE',
        name: HOST_NAME.test(host.name) ? host.name : node.serial,
      });
      if (answer.status >= 400) throw this.#api.refusal('compute/instances', answer);
    });
  }

  registered(serials: readonly string[]): Promise<readonly string[]> {
    return this.#present('serialNumber', serials);
  }

  named(names: readonly string[]): Promise<readonly string[]> {
    return this.#present('name', names);
  }

  /** Which of these values hosts have that are not about to go. Compared exactly, because filters are fuzzy. */
  #present(field: 'serialNumber' | 'name', values: readonly string[]): Promise<readonly string[]> {
    return this.#watched(async () => {
      const hosts = await this.#list(filterBy(field, values));
      const present = hosts.filter(({ desiredState }) => desiredState !== 'HOST_STATE_DELETED');
      const known = new Set(present.map((host) => host[field]));
      return values.filter((value) => known.has(value));
    });
  }

  states(nodes: readonly Identity[]): Promise<NodeAtOrchestrator[]> {
    return this.#watched(async () => {
      // Nobody's state is asked for, only whether it answers.
      if (nodes.length === 0) {
        await this.#api.get('compute/hosts?pageSize=1', hostPage);
        return [];
      }
      const wanted = new Map(nodes.map((node) => [node.uuid.toLowerCase(), node.serial]));
      const hosts = await this.#list(filterBy('uuid', [...wanted.keys()]));
      const now = new Date();
      return hosts
        .filter((host) => wanted.get(host.uuid) === host.serialNumber)
        .map((host) => nodeStateOf(host, now));
    });
  }

  remove(node: Identity): Promise<void> {
    return this.#watched(async () => {
      const host = await this.#find(node, false);
      if (host === undefined) return;
      if (host.instance != null) await this.#api.remove(`compute/instances/${host.instance.resourceId}`);
      await this.#api.remove(`compute/hosts/${host.resourceId}`);
    });
  }

  removalOf(node: Identity): Promise<{ instance: string | null; host: string | null }> {
    return this.#watched(async () => {
      const host = await this.#find(node, false);
      return { instance: host?.instance?.resourceId ?? null, host: host?.resourceId ?? null };
    });
  }

  onboardingAccount(): Promise<Account | null> {
    const { onboardingUser: username } = this.#settings;
    const { onboardingPassword: password } = this.#options.secrets;
    return Promise.resolve(username === null || password === null ? null : { username, password });
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await Promise.all([this.#transport.close(), this.#bootTransport.close()]);
  }

  #bootProgram(): string {
    return `${serviceUrl(this.#settings, 'boot')}/${BOOT_PROGRAM}`;
  }

  #bootAuthority(): string | null {
    return this.#settings.bootAuthority ?? this.#settings.apiAuthority;
  }

  /** A machine that finds no boot program says little about why; so it is looked for before there is a machine. */
  async #requireBootProgram(): Promise<void> {
    if (Date.now() - this.#bootProgramSeen < BOOT_PROGRAM_MS) return;
    const url = this.#bootProgram();
    const { status } = await this.#bootTransport.ask({ method: 'HEAD', url });
    if (status === 404) {
      throw new ConsoleError('no-artefacts', `Orchestrator "${this.name}" has no boot program at ${url}.`, {
        fix:
          this.#options.kind === 'simulator'
            ? 'Build the simulator’s files (npm run artefacts) and start it again.'
            : 'Look at the boot service of the orchestrator, or give its host name.',
      });
    }
    if (status >= 400) throw refusal(this.name, url, status, undefined);
    this.#bootProgramSeen = Date.now();
  }

  async #find(node: Identity, strict = true): Promise<HostResource | undefined> {
    return this.#pick(node, await this.#related(node), strict);
  }

  /** Hosts that have one of a node's two marks, or both. */
  async #related({ serial, uuid }: Identity): Promise<HostResource[]> {
    const hosts = await this.#list(`uuid="${uuid.toLowerCase()}" OR serialNumber="${serial}"`);
    return hosts.filter((host) => host.uuid === uuid.toLowerCase() || host.serialNumber === serial);
  }

  /**
   * A deletion is answered at once and carried out a moment later; until then the host keeps its serial number. So
   * who takes that number next waits, for as long as it should take.
   */
  async #whenForgotten(node: Identity): Promise<HostResource[]> {
    const deadline = Date.now() + FORGETTING_MS;
    for (;;) {
      const related = await this.#related(node);
      const isLeaving = related.some(({ desiredState }) => desiredState === 'HOST_STATE_DELETED');
      if (!isLeaving || Date.now() > deadline) return related;
      await pause(FORGETTING_LOOK_MS);
    }
  }

  /** The host that is this node. One that is only half of it is somebody else's, or an older life of this node. */
  #pick(node: Identity, related: readonly HostResource[], strict = true): HostResource | undefined {
    const uuid = node.uuid.toLowerCase();
    const same = related.find((host) => host.uuid === uuid && host.serialNumber === node.serial);
    const other = related.find((host) => host !== same);
    if (strict && other !== undefined) throw this.#taken(node, other);
    return same;
  }

  #taken(node: Identity, other: HostResource): ConsoleError {
    const what =
      other.serialNumber === node.serial
        ? `serial number ${node.serial} with the UUID ${other.uuid || '(none)'}`
        : `UUID ${node.uuid} with the serial number ${other.serialNumber || '(none)'}`;
    return new ConsoleError(
      'conflict',
      `Orchestrator "${this.name}" has a host "${other.name || other.resourceId}" (${other.resourceId}) with the ${what}.`,
      { fix: 'Use another serial number, or delete that host and its instance at the orchestrator.' },
    );
  }

  /** Fuzzy; whoever asks compares again. */
  async #list(filter: string | null): Promise<HostResource[]> {
    const pages = await this.#api.pages('compute/hosts', filter, hostPage, (page) => page.hosts.length);
    const hosts = pages.flatMap((page) => page.hosts);
    return [...new Map(hosts.map((host) => [host.resourceId, host])).values()];
  }

  /** Keeps the picture of the orchestrator by what becomes of the requests. */
  async #watched<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#show('ok', null, null);
      return result;
    } catch (error) {
      if (error instanceof ConsoleError && error.code !== 'conflict') {
        const state = error.code === 'orchestrator-unreachable' ? 'unreachable' : 'refused';
        this.#show(state, error.message, error.fix);
      }
      throw error;
    }
  }

  #show(state: OrchestratorStatus['state'], reason: string | null, fix: string | null): void {
    const before = this.#orchestrator;
    if (before.state === state && before.reason === reason) return;
    this.#orchestrator = { ...before, state, reason, fix, revision: before.revision + 1 };
    for (const listener of this.#listeners) listener(this.#orchestrator);
  }
}

function filterBy(field: string, values: readonly string[]): string | null {
  const filter = values.map((value) => `${field}="${value}"`).join(' OR ');
  return filter.length <= LONGEST_FILTER ? filter : null;
}
