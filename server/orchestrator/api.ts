import { type OrchestratorView } from '../../lib/contract/node.ts';
import { type Orchestrator } from '../../lib/contract/orchestrator.ts';
import { type OrchestratorCatalogue, type PolicyChange } from '../../lib/contract/orchestrator-catalogue.ts';
import { type HostDetails, type OrchestratorSettings } from '../../lib/contract/orchestrator-settings.ts';
import { type NodeHosts } from '../../lib/domain/orchestrator-services.ts';
import {
  type ActiveScenario,
  type ScenarioFilter,
  type ScenarioList,
  type ScenarioRequest,
} from '../../lib/contract/scenario.ts';

/** How an orchestrator is; whether it is part of the console is not its adapter's to know. */
export type OrchestratorStatus = Omit<Orchestrator, 'builtIn'>;

/** What a node's network and firmware need to boot from it. */
export interface BootFacts {
  readonly bootProgramUrl: string;
  readonly bootScriptUrl: string | null;
  /** PEM of the CA that the firmware has to trust. */
  readonly authority: string | null;
  /** Names that the DNS server of the nodes' network has to know. */
  readonly hosts: readonly NodeHosts[];
  /** Network that must be used, when the orchestrator can only be reached there (the simulator). */
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
  /** Instead of those that its settings give to every host. */
  readonly details?: HostDetails;
}

/** What only a demonstration orchestrator has: mistakes that can be switched on, and a page of its own. */
export interface Demonstration {
  scenarios(): Promise<ScenarioList>;
  /** Replaces the same scenario with the same limits. Rejects with `invalid` and the simulator's words. */
  switchOn(request: ScenarioRequest): Promise<ActiveScenario>;
  /** How many were switched off. */
  switchOff(filter: ScenarioFilter): Promise<number>;
  /** For one browser, once. */
  pageUrl(): Promise<string>;
}

/**
 * One orchestrator. Rejects with ConsoleError (orchestrator-unreachable, -certificate, -refused, -login). Stages are
 * drawn from indicators, never from texts alone; serials and UUIDs of answers are compared exactly, because filters
 * are fuzzy.
 */
export interface OrchestratorAdapter {
  readonly name: string;
  readonly orchestrator: OrchestratorStatus;
  /** How often to ask it: while a node waits for its word, and otherwise. */
  readonly pollSeconds: OrchestratorSettings['pollSeconds'];
  /** Of stages that may take another time here than usual, in seconds. */
  readonly timeouts: OrchestratorSettings['timeouts'];
  onOrchestrator(listener: (orchestrator: OrchestratorStatus) => void): () => void;
  bootFacts(): Promise<BootFacts>;
  /** Registers for non-interactive onboarding; registered already with the same serial and UUID: fine, else `conflict`. */
  register(node: Registration): Promise<void>;
  /**
   * Has the newest image of this OS profile installed instead of the project's default; only for a host that has no
   * instance yet.
   */
  chooseOs(
    node: {
      readonly serial: string;
      readonly uuid: string;
      readonly details?: HostDetails;
      /** Of its firmware: an image that is made for it is then installed with it. */
      readonly secureBoot?: boolean;
    },
    profile: string,
  ): Promise<void>;
  /** Its OS profiles, and what it does with onboarded nodes. Null: it has no such thing. */
  catalogue(): Promise<OrchestratorCatalogue | null>;
  /** For all nodes of the project, not only those of this console. */
  changePolicy(change: PolicyChange): Promise<void>;
  /** Which of these serial numbers belong to hosts that it has, and is not about to forget. */
  registered(serials: readonly string[]): Promise<readonly string[]>;
  /** Which of these names hosts of it have already; it takes a name twice. */
  named(names: readonly string[]): Promise<readonly string[]>;
  /** Where these nodes are, in as few requests as it takes (paged list, one call for all). */
  states(nodes: readonly { readonly serial: string; readonly uuid: string }[]): Promise<NodeAtOrchestrator[]>;
  /** Deletes instance, then host; gone already: fine. Only what matches serial and UUID exactly. */
  remove(node: { readonly serial: string; readonly uuid: string }): Promise<void>;
  /** Names of what `remove` would delete. */
  removalOf(node: {
    readonly serial: string;
    readonly uuid: string;
  }): Promise<{ instance: string | null; host: string | null }>;
  /** Null: a real one. */
  readonly demonstration: Demonstration | null;
  /** For typing at the interactive prompt. */
  onboardingAccount(): Promise<{ readonly username: string; readonly password: string } | null>;
  close(): Promise<void>;
}
