import type { Logger } from 'pino';
import { ConsoleError, messageOf } from '../../lib/contract/error.ts';
import type { Database } from '../db/api.ts';
import type { HypervisorHost } from '../hypervisor/api.ts';
import type { OrchestratorAdapter } from '../orchestrator/api.ts';
import type { Bus } from './bus.ts';
import type { Patience } from './notifications/patience.ts';
import type { Rules } from './rules/rules.ts';
import type { RetentionLimits } from './retention/limits.ts';
import type { IndexEngine } from './search/index-engine.ts';

export interface CoreOptions {
  readonly database: Database;
  /** Those of the configuration; the database has the others. The first one is the default. */
  readonly hosts: readonly HypervisorHost[];
  /** Those that are part of the console; the database has the others. The first one is the default. */
  readonly orchestrators: readonly OrchestratorAdapter[];
  /** As returned by `openInstallation`; the hosts use the same. */
  readonly installation: string;
  /** The directory of the byte logs. */
  readonly dataDir: string;
  /** Of own rule files; without it, `rules` in the data directory. */
  readonly rulesDir?: string;
  readonly logger: Logger;
  /** Fills and asks the search index; without it, this thread does. */
  readonly indexEngine?: IndexEngine;
  /** How long logs and history are kept. */
  readonly retention?: RetentionLimits;
  /** Milliseconds between measurements of what a host uses; 0: none are made. */
  readonly metricsInterval?: number;
  /** Milliseconds between pictures of a display that changes; 0, as without it: none are taken. */
  readonly screenInterval?: number;
  /** Where people reach the console, for links to its pages; without a slash at its end. */
  readonly ownUrl?: string;
  /** How long deliveries to webhooks are tried. */
  readonly patience?: Partial<Patience>;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/** Shared by all parts of core. */
export interface Context {
  readonly database: Database;
  /** By name; people add and remove them. */
  readonly hosts: ReadonlyMap<string, HypervisorHost>;
  /** By name; people add and remove them. */
  readonly orchestrators: ReadonlyMap<string, OrchestratorAdapter>;
  readonly installation: string;
  readonly dataDir: string;
  readonly logger: Logger;
  /** By which serial output is read. */
  readonly rules: Rules;
  readonly bus: Bus;
  readonly now: () => string;
}

export function hostNamed(context: Pick<Context, 'hosts'>, name: string): HypervisorHost {
  const host = context.hosts.get(name);
  if (host !== undefined) return host;
  throw new ConsoleError('not-found', `There is no host "${name}".`, {
    fix: `Known are: ${[...context.hosts.keys()].join(', ') || 'none'}.`,
  });
}

export function orchestratorNamed(
  context: Pick<Context, 'orchestrators'>,
  name: string,
): OrchestratorAdapter {
  const orchestrator = context.orchestrators.get(name);
  if (orchestrator !== undefined) return orchestrator;
  throw unknownOrchestrator(context, name);
}

export function unknownOrchestrator(context: Pick<Context, 'orchestrators'>, name: string): ConsoleError {
  return new ConsoleError('not-found', `There is no orchestrator "${name}".`, {
    fix: `Known are: ${[...context.orchestrators.keys()].join(', ') || 'none'}.`,
  });
}

/** Converts an error for operations and the audit trail. */
export function asConsoleError(error: unknown): ConsoleError {
  if (error instanceof ConsoleError) return error;
  const message = messageOf(error);
  return new ConsoleError('internal', `Internal error in the console: ${message}`, {
    fix: 'Look at the server’s log, and report it.',
    cause: error,
  });
}
