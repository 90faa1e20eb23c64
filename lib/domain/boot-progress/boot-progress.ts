import {
  type Failure,
  type OrchestratorStatus,
  type StageProgress,
  type ProvisioningStep,
  type StageEvent,
} from '../../contract/boot.ts';
import { type Detection, type Rank } from '../recogniser/detections.ts';
import { type Ending, type Stage } from '../stages.ts';

/** What libvirt and the orchestrator say of a node; these are confirmed, never observed. */
export type StatusReport = ReportedStatus & {
  /** The orchestrator's own words, kept with the stages that they confirm. */
  readonly statuses?: readonly OrchestratorStatus[];
};

type ReportedStatus =
  /**
   * `restarted`: by itself or by the reset button, without having been off. `storage-full`: paused by the host, which
   * has no room for what the guest writes; it goes on when somebody resumes it. Said again, they are no news.
   */
  | { readonly status: 'paused' | 'storage-full' | 'resumed' | 'restarted' }
  /** The domain is off. `requested`: by us, because somebody asked for it. */
  | {
      readonly status: 'stopped';
      readonly reason: 'shutdown' | 'destroyed' | 'crashed' | 'failed' | 'saved' | 'unknown';
      readonly requested: boolean;
    }
  | { readonly status: 'powered-on' | 'registered' | 'onboarded' | 'provisioned' | 'rebooting' | 'running' }
  | { readonly status: 'provisioning'; readonly progress: StageProgress | null }
  /** The orchestrator's own words for what went wrong. */
  | { readonly status: 'failed'; readonly text: string };

/** `at` is ISO time; it never decreases. */
export type BootInput =
  | { readonly kind: 'detection'; readonly at: string; readonly detection: Detection }
  | { readonly kind: 'report'; readonly at: string; readonly report: StatusReport }
  | { readonly kind: 'tick'; readonly at: string };

export interface BootOptions {
  /** Power-on. */
  readonly at: string;
  /** When the node was defined; adds a passed stage `defined`. Only for a node's first boot. */
  readonly definedAt?: string;
  /** `none`: there is nobody to confirm readiness, a login prompt of the installed system is enough. */
  readonly orchestrator: 'edge' | 'none';
  /** In the non-interactive flow nobody is there to answer a prompt for the onboarding account. */
  readonly flow?: 'nio' | 'io';
  /** Seconds after which a stage without progress has timed out, where the orchestrator needs another time than usual. */
  readonly timeouts?: Partial<Readonly<Record<Stage, number>>>;
  /** It was ready before: what the orchestrator says of it may be old news until the system is up. */
  readonly wasReady?: boolean;
  /**
   * What the orchestrator said last before power-on; repeating it is no news. `unknown`: it may have said something of
   * an earlier boot, and the first report in this one may be that. Nothing for a node's first boot.
   */
  readonly lastReport?: StatusReport | 'unknown';
}

export interface SuspectedFailure {
  readonly failure: Failure;
  readonly rank: Rank;
  /** Until then the guest may come out of it by itself; null: it explains another failure and is none itself. */
  readonly until: string | null;
}

/** The progress of one boot, a value: `advance` returns the next one. Safe to keep as JSON. */
export interface BootProgress {
  readonly options: BootOptions;
  /** In order of time; the last one is the present stage. */
  readonly stages: readonly StageEvent[];
  readonly stage: Stage;
  readonly ending: Ending | null;
  readonly failure: Failure | null;
  /** What will have been the cause if nothing better turns up. */
  readonly suspect: SuspectedFailure | null;
  /** What the cause of the failure rests upon: evidence nearer to it may still follow. Null: nothing from serial. */
  readonly rank: Rank | null;
  /** Since when nothing has moved; timeouts count from here. */
  readonly movedAt: string;
  readonly paused: boolean;
  /** The domain is off: nothing can follow in this boot. */
  readonly over: boolean;
  /** The actions of the provisioning workflow that the orchestrator reported. */
  readonly steps: readonly ProvisioningStep[];
  /** What the orchestrator said last. */
  readonly lastReport: StatusReport | null;
}
