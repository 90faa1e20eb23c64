import { ConsoleError } from '../../lib/contract/error.ts';
import {
  type OrchestratorCatalogue,
  type PolicyChange,
  provisionsByItself,
} from '../../lib/contract/orchestrator-catalogue.ts';
import {
  changedDetails,
  type HostDetails,
  type HostDetailsChanges,
} from '../../lib/contract/host-details.ts';
import type { OrchestratorSettings } from '../../lib/contract/orchestrator-settings.ts';
import { serviceUrl } from '../../lib/domain/orchestrator-services.ts';
import { Listeners } from '../../lib/listeners.ts';
import type {
  BootFacts,
  Identity,
  NodeAtOrchestrator,
  OrchestratorAccess,
  OrchestratorAdapter,
  OrchestratorStatus,
  Project,
  Registration,
} from './api.ts';
import { accessOf, tokenUrl } from './access.ts';
import { BootService } from './boot-service.ts';
import { Catalogue } from './catalogue.ts';
import { grpcCode } from './failures.ts';
import { HostInventory } from './host-inventory.ts';
import { nodeStateOf } from './node-state.ts';
import { ProjectApi } from './project-api.ts';
import { projectOf } from './project.ts';
import { hostPage } from './resources.ts';
import type { Account, EdgeOrchestratorOptions } from './settings.ts';
import { TokenSource } from './token.ts';
import { Transport } from './transport.ts';

/** How long operating systems and policy are cached: they are large, and every poll of a waiting node needs them. */
const CATALOGUE_MS = 15_000;
const NO_SECURITY = 'SECURITY_FEATURE_NONE';
/** The form of a host name that the orchestrator accepts. */
const HOST_NAME = /^[A-Za-z0-9./: _-]{1,20}$/;

/** Bytes; it has an EFI system partition and nothing else. */
const LARGEST_IPXE_DISK = 64 * 1024 * 1024;

/** The Edge Orchestrator's REST API, which the simulator also implements. */
export class EdgeOrchestrator implements OrchestratorAdapter {
  readonly demonstration = null;
  readonly project: Project;
  readonly #options: EdgeOrchestratorOptions;
  readonly #settings: OrchestratorSettings;
  readonly #transport: Transport;
  readonly #boot: BootService;
  readonly #api: ProjectApi;
  readonly #hosts: HostInventory;
  readonly #catalogue: Catalogue;
  readonly #listeners = new Listeners<OrchestratorStatus>();
  #orchestrator: OrchestratorStatus;
  #known: { readonly catalogue: OrchestratorCatalogue; readonly until: number } | null = null;

  constructor(options: EdgeOrchestratorOptions) {
    const { name, kind, settings, secrets, patience } = options;
    this.#options = options;
    this.#settings = settings;
    this.#transport = new Transport({ name, authority: settings.apiAuthority, settings, patience });
    const tokens = new TokenSource({
      orchestrator: name,
      transport: this.#transport,
      url: tokenUrl(settings),
      account: { username: settings.apiUser, password: secrets.apiPassword },
    });
    const url = serviceUrl(settings, 'api');
    this.#api = new ProjectApi({
      ...{ orchestrator: name, transport: this.#transport, tokens },
      ...{ api: url, project: settings.project, account: settings.apiUser },
    });
    this.#boot = new BootService({
      ...{ name, kind, settings, patience, api: this.#api },
      onRelease: (release) => {
        if (release !== this.#orchestrator.release) this.#change({ release });
      },
    });
    this.#hosts = new HostInventory(this.#api, name);
    this.#catalogue = new Catalogue(this.#api, name);
    this.project = projectOf(this.#api, this.#hosts, (work) => this.#watched(work));
    const state = { state: 'starting', reason: null, fix: null } as const;
    const hasOnboardingAccount = settings.onboardingUser !== null && secrets.onboardingPassword !== null;
    this.#orchestrator = {
      name,
      kind,
      url,
      hasOnboardingAccount,
      release: null,
      ...state,
      revision: Date.now(),
    };
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

  get access(): OrchestratorAccess {
    return accessOf(this.#settings);
  }

  get nodeProxy(): string | null {
    return this.#settings.proxy.nodes;
  }

  onOrchestrator(listener: (orchestrator: OrchestratorStatus) => void): () => void {
    return this.#listeners.add(listener);
  }

  bootFacts(): Promise<BootFacts> {
    return this.#watched(() => this.#boot.facts());
  }

  get hasIpxeDisk(): boolean {
    return this.#options.ipxeDiskUrl !== undefined;
  }

  ipxeDisk(): Promise<Uint8Array | null> {
    const { ipxeDiskUrl } = this.#options;
    return this.#watched(async () => {
      if (ipxeDiskUrl === undefined) return null;
      const { status, size, head } = await this.#transport.peek(ipxeDiskUrl, LARGEST_IPXE_DISK);
      if (status < 400 && (size === null || size === head.length)) return head;
      throw new ConsoleError(
        'orchestrator-refused',
        `The image of the iPXE disk at ${ipxeDiskUrl} cannot be read (HTTP ${status}).`,
        { fix: 'npm run artefacts builds it.' },
      );
    });
  }

  publishedSecureBootKey(): Promise<string | null> {
    return this.#watched(() => this.#boot.publishedSecureBootKey());
  }

  register(node: Registration): Promise<void> {
    return this.#watched(async () => {
      const details = changedDetails(this.#settings.details, node.details ?? {});
      // The API would accept a host with this serial and another UUID, but the node could never be onboarded.
      if (this.#hosts.pick(node, await this.#hosts.whenForgotten(node)) !== undefined) return;
      const answer = await this.#api.send('POST', 'compute/hosts/register', {
        name: hostName(node),
        serialNumber: node.serial,
        uuid: node.uuid,
        autoOnboard: node.autoOnboard,
        ...(details.userLvmGiB === 0 ? {} : { userLvmSize: details.userLvmGiB }),
      });
      const isThere = answer.status >= 400 && grpcCode(answer.json) === 'FailedPrecondition';
      if (answer.status >= 400 && !(isThere && (await this.#hosts.find(node)) !== undefined))
        throw this.#api.refusal('compute/hosts/register', answer);
      await this.#describe(node, details);
    });
  }

  /** Sets site and metadata, which a registration cannot contain. */
  async #describe(node: Identity, { site, metadata }: HostDetails): Promise<void> {
    const pairs = Object.entries(metadata).map(([key, value]) => ({ key, value }));
    if (site === null && pairs.length === 0) return;
    const host = await this.#hosts.find(node);
    if (host === undefined) return;
    const path = `compute/hosts/${host.resourceId}`;
    const change = { name: host.name, ...(site === null ? {} : { siteId: site }), metadata: pairs };
    const answer = await this.#api.send('PATCH', path, change);
    if (answer.status >= 400) throw this.#api.refusal(path, answer);
  }

  chooseOs(
    node: Identity & { readonly details?: HostDetailsChanges; readonly secureBoot?: boolean },
    profile: string,
  ): Promise<void> {
    return this.#watched(async () => {
      const host = await this.#hosts.find(node);
      if (host === undefined || host.instance != null) return;
      const { localAccount, customConfigs } = changedDetails(this.#settings.details, node.details ?? {});
      const os = await this.#catalogue.newest(profile);
      const answer = await this.#api.send('POST', 'compute/instances', {
        hostID: host.resourceId,
        osID: os.resourceId,
        kind: 'INSTANCE_KIND_METAL',
        securityFeature: (node.secureBoot === true && os.securityFeature) || NO_SECURITY,
        name: hostName({ name: host.name, serial: node.serial }),
        ...(localAccount === null ? {} : { localAccountID: localAccount }),
        ...(customConfigs.length === 0 ? {} : { customConfigID: customConfigs }),
      });
      if (answer.status >= 400) throw this.#api.refusal('compute/instances', answer);
    });
  }

  catalogue(): Promise<OrchestratorCatalogue> {
    return this.#watched(() => this.#knownCatalogue());
  }

  changePolicy(change: PolicyChange): Promise<void> {
    return this.#watched(async () => {
      await this.#catalogue.change(change).finally(() => (this.#known = null));
    });
  }

  registered(serials: readonly string[]): Promise<readonly string[]> {
    return this.#present('serialNumber', serials);
  }

  named(names: readonly string[]): Promise<readonly string[]> {
    return this.#present('name', names);
  }

  /** Which of these values belong to hosts that are not being deleted. */
  #present(field: 'serialNumber' | 'name', values: readonly string[]): Promise<readonly string[]> {
    return this.#watched(async () => {
      const hosts = await this.#hosts.having(field, values);
      const present = hosts.filter(({ desiredState }) => desiredState !== 'HOST_STATE_DELETED');
      const known = new Set(present.map((host) => host[field]));
      return values.filter((value) => known.has(value));
    });
  }

  states(nodes: readonly Identity[]): Promise<NodeAtOrchestrator[]> {
    return this.#watched(async () => {
      // Only checks that it answers.
      if (nodes.length === 0) {
        await this.#api.get('compute/hosts?pageSize=1', hostPage);
        return [];
      }
      const wanted = new Map(nodes.map((node) => [node.uuid.toLowerCase(), node.serial]));
      const hosts = await this.#hosts.having('uuid', [...wanted.keys()]);
      const now = new Date();
      const states = hosts
        .filter((host) => wanted.get(host.uuid) === host.serialNumber)
        .map((host) => nodeStateOf(host, now));
      const waiting = states.filter(({ stage, view }) => stage === 'onboarded' && view.instanceId === null);
      if (waiting.length === 0 || provisionsByItself((await this.#knownCatalogue()).policy)) return states;
      return states.map((state) =>
        waiting.includes(state) ? { ...state, view: { ...state.view, awaitsOs: true } } : state,
      );
    });
  }

  async #knownCatalogue(): Promise<OrchestratorCatalogue> {
    if (this.#known === null || Date.now() > this.#known.until) {
      this.#known = { catalogue: await this.#catalogue.read(), until: Date.now() + CATALOGUE_MS };
    }
    return this.#known.catalogue;
  }

  remove(node: Identity): Promise<void> {
    return this.#watched(async () => {
      const host = await this.#hosts.find(node, false);
      if (host === undefined) return;
      if (host.instance != null) await this.#api.remove(`compute/instances/${host.instance.resourceId}`);
      await this.#api.remove(`compute/hosts/${host.resourceId}`);
    });
  }

  removalOf(node: Identity): Promise<{ instance: string | null; host: string | null }> {
    return this.#watched(async () => {
      const host = await this.#hosts.find(node, false);
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
    await Promise.all([this.#transport.close(), this.#boot.close()]);
  }

  /** Updates the orchestrator's status from the outcome of requests. */
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
    this.#change({ state, reason, fix });
  }

  #change(part: Partial<OrchestratorStatus>): void {
    const before = this.#orchestrator;
    this.#orchestrator = { ...before, ...part, revision: before.revision + 1 };
    this.#listeners.notify(this.#orchestrator);
  }
}

/** A node whose name the orchestrator would not accept is registered under its serial number. */
const hostName = ({ name, serial }: { readonly name: string; readonly serial: string }): string =>
  HOST_NAME.test(name) ? name : serial;
