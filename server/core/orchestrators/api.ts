import type { OrchestratorCatalogue, PolicyRequest } from '../../../lib/contract/orchestrator-catalogue.ts';
import type { CheckStep } from '../../../lib/contract/orchestrator-check.ts';
import type {
  Orchestrator,
  OrchestratorDefinition,
  OrchestratorRequest,
} from '../../../lib/contract/orchestrator.ts';
import type {
  CleanUpRequest,
  CleanUpResult,
  ProjectHost,
  ProjectHostPage,
  ProjectHostQuery,
  RegisterRequest,
} from '../../../lib/contract/project-host.ts';
import type { Demonstration } from '../../orchestrator/api.ts';
import type { Fingerprints } from '../../orchestrator/index.ts';
import type { Actor } from '../access/actor.ts';

export interface OrchestratorsSection {
  list(): Promise<Orchestrator[]>;
  /** What is stored of one that somebody added, without secrets. Throws `conflict` for one that is part of the console. */
  definition(name: string): Promise<OrchestratorDefinition>;
  add(request: OrchestratorRequest, actor: Actor): Promise<Orchestrator>;
  /** Secrets that are left out stay as they are. */
  edit(request: OrchestratorRequest, actor: Actor): Promise<Orchestrator>;
  /** Step by step, as the steps end; ends early when `signal` aborts. Saves nothing. */
  check(
    request: OrchestratorRequest,
    fingerprints: Fingerprints,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<AsyncGenerator<CheckStep, void>>;
  /** Throws `conflict` while it has nodes. */
  remove(name: string, actor: Actor): Promise<void>;
  /** Throws `not-found` for an unknown orchestrator, and `conflict` for one that is not a simulator. */
  demonstration(name: string): Demonstration;
}

export interface ProvisioningSection {
  /** Throws `conflict` for an orchestrator without an API. */
  catalogue(orchestrator: string): Promise<OrchestratorCatalogue>;
  /** For the whole project. */
  change(orchestrator: string, request: PolicyRequest, actor: Actor): Promise<OrchestratorCatalogue>;
}

export interface ProjectHostsSection {
  /** Throws `conflict` for an orchestrator without an API. */
  list(orchestrator: string, query: ProjectHostQuery): Promise<ProjectHostPage>;
  /** All of them, or none; throws `conflict` if one is there already. */
  register(orchestrator: string, request: RegisterRequest, actor: Actor): Promise<ProjectHost[]>;
  /** Throws, and removes nothing, if one of them may not be removed. */
  cleanUp(orchestrator: string, request: CleanUpRequest, actor: Actor): Promise<CleanUpResult>;
}
