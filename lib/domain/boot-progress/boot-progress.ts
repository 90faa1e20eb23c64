import type {
  Evidence,
  Failure,
  OrchestratorStatus,
  StageProgress,
  ProvisioningStep,
  StageEvent,
} from '../../contract/boot.ts';
import type { Detection, Rank, ReadyDetection, StopPrompt } from '../recogniser/detections.ts';
import type { ReadyRule } from '../../contract/ready-rule.ts';
import type { Ending, Stage } from '../stages.ts';

/** What libvirt and the orchestrator report about a node: always confirmed, never observed. */
export type StatusReport = ReportedStatus & {
  /** The orchestrator's own words, kept with the stages that they confirm. */
  readonly statuses?: readonly OrchestratorStatus[];
};

type ReportedStatus =
  /**
   * `restarted`: by itself or by a reset, without a power cycle. `storage-full`: paused by the host, which has no room
   * for what the guest writes, until somebody resumes it. Repetitions change nothing.
   */
  | { readonly status: 'paused' | 'storage-full' | 'resumed' | 'restarted' }
  /** The domain is off. `requested`: a user of this console asked for it; `onPurpose`: as a fault. */
  | {
      readonly status: 'stopped';
      readonly reason: 'shutdown' | 'destroyed' | 'crashed' | 'failed' | 'saved' | 'unknown';
      readonly requested: boolean;
      readonly onPurpose?: boolean;
    }
  | { readonly status: 'powered-on' | 'registered' | 'provisioned' | 'rebooting' | 'running' }
  /** `awaitsOs`: it is not provisioned before a person says at the orchestrator what to install. */
  | { readonly status: 'onboarded'; readonly awaitsOs?: boolean }
  /** Provisioned with an image that has no agents: the orchestrator will report nothing more, so this is as ready as it gets. */
  | { readonly status: 'installed' }
  | { readonly status: 'provisioning'; readonly progress: StageProgress | null }
  /** The node's own rule for being ready is met, as this console has found out itself; `text` says how. */
  | { readonly status: 'answers'; readonly text: string }
  /** The orchestrator's own words for what went wrong. */
  | { readonly status: 'failed'; readonly text: string };

/** `at` is ISO time; it never decreases. */
export type BootInput =
  | { readonly kind: 'detection'; readonly at: string; readonly detection: Detection | ReadyDetection }
  | { readonly kind: 'report'; readonly at: string; readonly report: StatusReport }
  | { readonly kind: 'tick'; readonly at: string };

export interface BootOptions {
  /** Power-on. */
  readonly at: string;
  /** When the node was defined; adds a passed stage `defined`. Only for a node's first boot. */
  readonly definedAt?: string;
  /** `none`: nothing confirms readiness, so a login prompt of the installed system is enough. */
  readonly orchestrator: 'edge' | 'none';
  /** Decides in place of orchestrator and login prompt when the node is ready; null or absent: they do. */
  readonly ready?: ReadyRule | null;
  /** In the non-interactive flow nobody answers a prompt for the onboarding account. */
  readonly flow?: 'nio' | 'io';
  /** Seconds without progress until a stage times out, where the orchestrator differs from the default. */
  readonly timeouts?: Partial<Readonly<Record<Stage, number>>>;
  /** The node was ready before, so the orchestrator's reports may be stale until the system is up. */
  readonly wasReady?: boolean;
  /**
   * The orchestrator's last report before power-on; a repetition of it is ignored. `unknown`: there may have been one
   * that the first report of this boot repeats. Absent for a node's first boot.
   */
  readonly lastReport?: StatusReport | 'unknown';
}

export interface SuspectedFailure {
  readonly failure: Failure;
  readonly rank: Rank;
  /** The guest may recover by itself until then. Null: it only explains another failure. */
  readonly until: string | null;
}

/** The progress of one boot: an immutable value, which `advance` replaces. Can be stored as JSON. */
export interface BootProgress {
  readonly options: BootOptions;
  /** In order of time; the last one is the current stage. */
  readonly stages: readonly StageEvent[];
  readonly stage: Stage;
  readonly ending: Ending | null;
  readonly failure: Failure | null;
  /** Becomes the cause unless better evidence turns up. */
  readonly suspect: SuspectedFailure | null;
  /** The machine waits at this prompt, as far as is known. */
  readonly stoppedAt: { readonly prompt: StopPrompt; readonly evidence: Evidence } | null;
  /** How close the evidence is to the cause; closer evidence may still follow. Null: no serial evidence. */
  readonly rank: Rank | null;
  /** The time of the last progress; timeouts count from here. */
  readonly movedAt: string;
  readonly paused: boolean;
  /** The domain is off; this boot cannot continue. */
  readonly over: boolean;
  /** The actions of the provisioning workflow that the orchestrator reported. */
  readonly steps: readonly ProvisioningStep[];
  /** A person has to act at the orchestrator; however long that takes, it is not a failure. */
  readonly awaitsOs: boolean;
  /** The orchestrator's last report. */
  readonly lastReport: StatusReport | null;
}
