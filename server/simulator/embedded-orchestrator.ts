import { ConsoleError } from '../../lib/contract/error.ts';
import { Listeners } from '../../lib/listeners.ts';
import type {
  OrchestratorAccess,
  OrchestratorAdapter,
  OrchestratorStatus,
  Project,
} from '../orchestrator/api.ts';
import { EdgeOrchestrator } from '../orchestrator/edge-orchestrator.ts';
import { SIMULATOR_PACE, simulatorOptions } from '../orchestrator/settings.ts';
import { SimulatorDemonstration } from './demonstration.ts';
import type { SimulatorSupervisor, SimulatorState } from './supervisor.ts';

/** How long a request waits for a simulator that is still starting. */
const PATIENCE_MS = 15_000;

/**
 * The simulator as an orchestrator that comes and goes: the console keeps serving while it starts, reports why it does
 * not run, and sends requests to the process that is currently running.
 */
export class EmbeddedOrchestrator implements OrchestratorAdapter {
  readonly name = 'simulator';
  readonly pollSeconds = SIMULATOR_PACE.pollSeconds;
  readonly timeouts = SIMULATOR_PACE.timeouts;
  readonly nodeProxy = null;
  readonly #supervisor: SimulatorSupervisor;
  readonly #subnet: string;
  readonly #listeners = new Listeners<OrchestratorStatus>();
  readonly #unwatch: () => void;
  #adapter: EdgeOrchestrator | undefined;
  #pid: number | undefined;
  #orchestrator: OrchestratorStatus;

  /** `subnet`: of the network on whose gateway address the simulator listens. */
  constructor(supervisor: SimulatorSupervisor, subnet: string) {
    this.#supervisor = supervisor;
    this.#subnet = subnet;
    const { name } = this;
    this.#orchestrator = {
      ...{ name, kind: 'simulator', url: null, state: 'starting', reason: null, fix: null },
      hasOnboardingAccount: true,
      release: null,
      // Higher than any revision of an earlier run of this server, which open pages may still hold.
      revision: Date.now(),
    };
    this.#unwatch = supervisor.onChange((state) => this.#follow(state));
    this.#follow(supervisor.state);
  }

  get orchestrator(): OrchestratorStatus {
    return this.#orchestrator;
  }

  get access(): OrchestratorAccess | null {
    return this.#adapter?.access ?? null;
  }

  onOrchestrator(listener: (orchestrator: OrchestratorStatus) => void): () => void {
    return this.#listeners.add(listener);
  }

  bootFacts: OrchestratorAdapter['bootFacts'] = async () => {
    const adapter = await this.#running();
    const { reason, fix } = this.#supervisor.state;
    if (reason !== null) throw new ConsoleError('orchestrator-unreachable', reason, { fix: fix ?? '' });
    return adapter.bootFacts();
  };
  register: OrchestratorAdapter['register'] = async (node) => (await this.#running()).register(node);
  chooseOs: OrchestratorAdapter['chooseOs'] = async (node, profile) =>
    (await this.#running()).chooseOs(node, profile);
  catalogue: OrchestratorAdapter['catalogue'] = async () => (await this.#running()).catalogue();
  readonly hasIpxeDisk = true;
  ipxeDisk: OrchestratorAdapter['ipxeDisk'] = async () => (await this.#running()).ipxeDisk();
  publishedSecureBootKey: OrchestratorAdapter['publishedSecureBootKey'] = async () =>
    (await this.#running()).publishedSecureBootKey();
  changePolicy: OrchestratorAdapter['changePolicy'] = async (change) =>
    (await this.#running()).changePolicy(change);
  registered: OrchestratorAdapter['registered'] = async (serials) =>
    (await this.#running()).registered(serials);
  named: OrchestratorAdapter['named'] = async (names) => (await this.#running()).named(names);
  states: OrchestratorAdapter['states'] = async (nodes) => (await this.#running()).states(nodes);
  remove: OrchestratorAdapter['remove'] = async (node) => (await this.#running()).remove(node);
  removalOf: OrchestratorAdapter['removalOf'] = async (node) => (await this.#running()).removalOf(node);
  readonly project: Project = {
    hosts: async () => (await this.#running()).project.hosts(),
    related: async (identities) => (await this.#running()).project.related(identities),
    remove: async (host) => (await this.#running()).project.remove(host),
  };
  readonly demonstration = new SimulatorDemonstration(async () => {
    await this.#running();
    const { facts } = this.#supervisor.state;
    if (facts === null) throw this.#absent();
    return facts;
  });
  onboardingAccount: OrchestratorAdapter['onboardingAccount'] = async () =>
    (await this.#running()).onboardingAccount();

  async close(): Promise<void> {
    this.#unwatch();
    this.#listeners.clear();
    await this.#adapter?.close();
  }

  #follow({ facts, reason, fix }: SimulatorState): void {
    const before = this.#adapter;
    if (before !== undefined && facts !== null && facts.pid === this.#pid) {
      this.#set(before.orchestrator);
      return;
    }
    this.#pid = facts?.pid;
    this.#adapter = undefined;
    void before?.close();
    if (facts === null) {
      this.#set({ ...this.#orchestrator, state: reason === null ? 'starting' : 'unreachable', reason, fix });
      return;
    }
    const adapter = new EdgeOrchestrator(simulatorOptions(this.name, facts, this.#subnet));
    this.#adapter = adapter;
    adapter.onOrchestrator((orchestrator) => this.#set(orchestrator));
    this.#set(adapter.orchestrator);
    // The first request proves that it can be used, and updates its status.
    void adapter.states([]).catch(() => undefined);
  }

  /** A simulator that answers the console is still unusable while nodes cannot reach it. */
  #set(orchestrator: OrchestratorStatus): void {
    const { facts, reason, fix } = this.#supervisor.state;
    const hindered: Partial<OrchestratorStatus> =
      facts === null || reason === null ? {} : { state: 'unreachable', reason, fix };
    this.#orchestrator = { ...orchestrator, ...hindered, revision: this.#orchestrator.revision + 1 };
    this.#listeners.notify(this.#orchestrator);
  }

  async #running(): Promise<EdgeOrchestrator> {
    if (this.#adapter === undefined) {
      await this.#supervisor.facts(AbortSignal.timeout(PATIENCE_MS)).catch(() => undefined);
    }
    const adapter = this.#current();
    if (adapter === undefined) throw this.#absent();
    return adapter;
  }

  #current(): EdgeOrchestrator | undefined {
    return this.#adapter;
  }

  #absent(): ConsoleError {
    const { reason, fix } = this.#supervisor.state;
    return new ConsoleError(
      'orchestrator-unreachable',
      `The embedded simulator does not run${reason === null ? ' yet.' : `: ${reason}`}`,
      { fix: fix ?? this.#nextStep(reason) },
    );
  }

  #nextStep(reason: string | null): string {
    const { logFile } = this.#supervisor;
    return reason === null
      ? `It is being started; try again in a moment. Its log: ${logFile}`
      : `Its log says more: ${logFile}. "npm run artefacts" builds what it serves.`;
  }
}
