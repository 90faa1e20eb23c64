import { pino } from 'pino';
import { z } from 'zod';
import { DEFAULT_HOST_SETTINGS } from '../../lib/contract/host-settings.ts';
import { createRequest } from '../../lib/contract/node.ts';
import type { Actor } from '../core/api.ts';
import { openCore } from '../core/core.ts';
import { openDatabase } from '../db/open.ts';
import { eventually } from './eventually.ts';
import { MemoryHost } from './memory-host.ts';
import { bootsFromElsewhere, MEMORY_INSTALLATION } from './memory-orchestrator.ts';

// A console that is in the middle of a run: one node of four boots, the others wait for their turn. It prints a line then,
// and goes on until it is killed.
const Arguments = z.object({ url: z.string(), dataDir: z.string(), isPaused: z.boolean() });
const { url, dataDir, isPaused } = Arguments.parse(JSON.parse(process.argv[2] ?? ''));
const operator: Actor = { userId: 'u', name: 'operator', role: 'operator' };

const host = new MemoryHost();
host.report({ settings: { ...DEFAULT_HOST_SETTINGS, bootingAtOnce: 1 } });
const core = await openCore({
  database: await openDatabase({ url, key: { file: `${dataDir}/secret.key` } }),
  hosts: [host],
  orchestrators: [bootsFromElsewhere()],
  installation: MEMORY_INSTALLATION,
  dataDir,
  logger: pino({ level: 'silent' }),
});
const { run } = await core.nodes.create(createRequest.parse({ name: 'edge', count: 4 }), operator);
await eventually('one that boots, and three that wait', async () => {
  const nodes = await core.nodes.list();
  const waiting = nodes.filter(({ operation }) => operation?.step?.name === 'await-turn').length;
  const booting = nodes.filter(({ state, operation }) => state === 'running' && operation === null).length;
  return (waiting === 3 && booting === 1) || undefined;
});
if (isPaused) await core.runControl.pause(run.id, operator);
process.stdout.write('in the middle\n');
setInterval(() => undefined, 60_000);
