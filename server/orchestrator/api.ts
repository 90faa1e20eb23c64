import type { OrchestratorView } from '../../lib/contract/node.ts';
import type { Orchestrator } from '../../lib/contract/orchestrator.ts';
import type { OrchestratorCatalogue, PolicyChange } from '../../lib/contract/orchestrator-catalogue.ts';
import type { HostDetailsChanges } from '../../lib/contract/host-details.ts';
import type { OrchestratorSettings } from '../../lib/contract/orchestrator-settings.ts';
import type { ProjectHost } from '../../lib/contract/project-host.ts';
import type { NodeHosts } from '../../lib/domain/orchestrator-services.ts';
import type {
  ActiveScenario,
  ScenarioFilter,
  ScenarioList,
  ScenarioRequest,
} from '../../lib/contract/scenario.ts';

/** An orchestrator's state; its adapter does not know whether it is built into the console. */
export type OrchestratorStatus = Omit<Orchestrator, 'builtIn'>;

/** What a node's network and firmware need to boot from it. */
export interface BootFacts {
  /** Null if it boots nothing: nodes boot from their disk or medium. */
  readonly bootProgramUrl: string | null;
  readonly bootScriptUrl: string | null;
  /** PEM of the CA that the firmware must trust. */
  readonly authority: string | null;
  /** PEM of what its programs are signed with, for firmware with Secure Boot; null if nothing is known. */
  readonly secureBootCertificate: string | null;
  /** Names that the DNS server of the nodes' network must resolve. */
  readonly hosts: readonly NodeHosts[];
  /** The network that nodes must use when the orchestrator is reachable only there (the simulator). */
  readonly subnet: string | null;
}

export interface NodeAtOrchestrator {
  readonly serial: string;
  readonly uuid: string;
  readonly view: OrchestratorView;
  /** What the orchestrator itself reports. */
  readonly stage:
    | 'registered'
    | 'onboarded'
    | 'provisioning'
    | 'provisioned'
    /** Provisioned with an image that has no agents; nothing more will be reported. */
    | 'installed'
    | 'rebooting'
    | 'running'
    | 'failed'
    | 'unknown';
  readonly progress: { readonly step: number; readonly total: number; readonly text: string } | null;
  readonly address: string | null;
}

export interface Registration {
  readonly name: string;
  readonly serial: string;
  readonly uuid: string;
  readonly autoOnboard: boolean;
  /** Changes the details that the orchestrator's settings give to every host. */
  readonly details?: HostDetailsChanges;
}

/** A host of the project, whoever registered it. */
export type HostAtOrchestrator = Omit<ProjectHost, 'standing' | 'node' | 'clash'>;

/** The project as a whole, with the hosts of other people and consoles. */
export interface Project {
  hosts(): Promise<readonly HostAtOrchestrator[]>;
  /** Those that have the serial number or the UUID of one of these, or both; compared exactly. */
  related(identities: readonly Identity[]): Promise<readonly HostAtOrchestrator[]>;
  /** Deletes its instance, then the host. Throws `conflict` if its serial number or UUID is not this one. */
  remove(host: Identity & { readonly id: string }): Promise<void>;
}

/** Identifies a node to the console and the orchestrator; both must match exactly. */
export interface Identity {
  readonly serial: string;
  readonly uuid: string;
}

/** How other programs reach the API of a project; passwords are not part of it. */
export interface OrchestratorAccess {
  readonly cluster: string;
  readonly project: string;
  readonly apiUser: string;
  readonly onboardingUser: string | null;
  /** Where an account gets its access token. */
  readonly tokenUrl: string;
  readonly projectUrl: string;
  /** PEM of the CA that signed its certificates; null: one that everybody knows. */
  readonly authority: string | null;
  /** Of hosts in the two URLs that DNS need not know. */
  readonly addresses: readonly { readonly host: string; readonly address: string }[];
}

/** Only a demonstration orchestrator has these: faults that can be switched on, and its own page. */
export interface Demonstration {
  scenarios(): Promise<ScenarioList>;
  /** Replaces the same scenario with the same limits. Rejects with `invalid` and the simulator's message. */
  switchOn(request: ScenarioRequest): Promise<ActiveScenario>;
  /** Returns how many were switched off. */
  switchOff(filter: ScenarioFilter): Promise<number>;
  /** Can be opened once, by one browser. */
  pageUrl(): Promise<string>;
}

/**
 * One orchestrator. Rejects with ConsoleError (orchestrator-unreachable, -certificate, -refused, -login). Stages are
 * derived from indicators, never from texts alone; serials and UUIDs in responses are compared exactly, because the
 * API's filters are fuzzy.
 */
export interface OrchestratorAdapter {
  readonly name: string;
  readonly orchestrator: OrchestratorStatus;
  /** How often to poll it: while a node waits for it, and otherwise. */
  readonly pollSeconds: OrchestratorSettings['pollSeconds'];
  /** Timeouts of stages that differ from the defaults, in seconds. */
  readonly timeouts: OrchestratorSettings['timeouts'];
  /** Null: it has no API. */
  readonly access: OrchestratorAccess | null;
  /** URL of the proxy that it has built into what nodes boot; null: none is known. */
  readonly nodeProxy: string | null;
  onOrchestrator(listener: (orchestrator: OrchestratorStatus) => void): () => void;
  bootFacts(): Promise<BootFacts>;
  /** Registers a node for onboarding; does nothing if the same serial and UUID are registered, else `conflict`. */
  register(node: Registration): Promise<void>;
  /**
   * Selects the newest image of this OS profile for installation instead of the project's default; only for a host
   * without an instance.
   */
  chooseOs(
    node: {
      readonly serial: string;
      readonly uuid: string;
      readonly details?: HostDetailsChanges;
      /** Whether the firmware enforces Secure Boot: an image that supports it is then installed with it. */
      readonly secureBoot?: boolean;
    },
    profile: string,
  ): Promise<void>;
  /** Its OS profiles, and its policy for onboarded nodes. Null: it has neither. */
  catalogue(): Promise<OrchestratorCatalogue | null>;
  /** Whether `ipxeDisk` has one. */
  readonly hasIpxeDisk: boolean;
  /** The image of a disk with nothing but iPXE, which finds the orchestrator. */
  ipxeDisk(): Promise<Uint8Array | null>;
  /** PEM of the certificate that it publishes for Secure Boot now, confirmed or not; null if it publishes none. */
  publishedSecureBootKey(): Promise<string | null>;
  /** Applies to all nodes of the project, not only to those of this console. */
  changePolicy(change: PolicyChange): Promise<void>;
  /** Which of these serial numbers belong to its hosts, except for hosts that are being deleted. */
  registered(serials: readonly string[]): Promise<readonly string[]>;
  /** Which of these names its hosts already have; it does not refuse a duplicate. */
  named(names: readonly string[]): Promise<readonly string[]>;
  /** The states of these nodes, in as few requests as possible (one paged list for all). */
  states(nodes: readonly Identity[]): Promise<NodeAtOrchestrator[]>;
  /** Deletes the instance, then the host, if they exist. Both serial and UUID must match exactly. */
  remove(node: Identity): Promise<void>;
  /** The names of what `remove` would delete. */
  removalOf(node: Identity): Promise<{ instance: string | null; host: string | null }>;
  /** Null: it has no API. */
  readonly project: Project | null;
  /** Null for a real orchestrator. */
  readonly demonstration: Demonstration | null;
  /** The account to type at the prompt of interactive onboarding. */
  onboardingAccount(): Promise<{ readonly username: string; readonly password: string } | null>;
  close(): Promise<void>;
}
