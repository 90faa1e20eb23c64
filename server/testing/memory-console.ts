import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Core } from '../core/api.ts';
import { openCore } from '../core/core.ts';
import type { Database } from '../db/api.ts';
import type { OrchestratorAdapter } from '../orchestrator/api.ts';
import { ownDirectory } from './database.ts';
import type { MemoryHost } from './memory-host.ts';
import { bootsFromElsewhere, MEMORY_INSTALLATION } from './memory-orchestrator.ts';

export { MEMORY_INSTALLATION };

/** Core over a real database and a host in memory; closed when the test ends. */
export async function coreOver(
  host: MemoryHost | readonly MemoryHost[],
  database: Database,
  dataDir: string = ownDirectory(),
  screenInterval = 0,
  orchestrators: readonly OrchestratorAdapter[] = [bootsFromElsewhere()],
  clock: () => number = Date.now,
): Promise<Core> {
  const core = await openCore({
    ...{ database, hosts: [host].flat(), installation: MEMORY_INSTALLATION, dataDir, screenInterval },
    ...{ orchestrators, clock },
    logger: pino({ level: process.env.VEN_LOG_LEVEL ?? 'silent' }),
  });
  onTestFinished(() => core.close());
  return core;
}
