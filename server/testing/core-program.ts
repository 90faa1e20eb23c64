import { createInterface } from 'node:readline';
import { z } from 'zod';
import { bulkRequest } from '../../lib/contract/bulk.ts';
import { hostRequest } from '../../lib/contract/host-settings.ts';
import { createRequest, deleteRequest } from '../../lib/contract/node.ts';
import type { Actor } from '../core/api.ts';
import type { SimulatorFacts } from '../orchestrator/settings.ts';
import { OPERATOR, TestCore } from './core.ts';

const account = z.object({ username: z.string(), password: z.string() });
const Arguments = z.object({
  installation: z.string(),
  dataDir: z.string(),
  simulator: z.object({
    httpUrl: z.string(),
    httpsUrl: z.string(),
    cluster: z.string(),
    project: z.string(),
    apiAccount: account,
    onboardingAccount: account,
    authority: z.string(),
    bootAuthority: z.string().optional(),
    bootUrl: z.string().optional(),
  }) satisfies z.ZodType<SimulatorFacts>,
});
const Command = z.union([
  z.object({ create: createRequest }),
  z.object({ remove: z.string() }),
  z.object({ bulk: bulkRequest }),
  z.object({ host: hostRequest }),
  z.object({ checkpoint: z.string(), of: z.string() }),
  z.object({ restore: z.string(), of: z.string() }),
  z.object({ drop: z.string(), of: z.string() }),
]);
const ADMIN: Actor = { ...OPERATOR, role: 'admin' };

/** Core in a process that can be killed: it prints every change as a line, and reads commands as lines. */
const console = await TestCore.open(Arguments.parse(JSON.parse(process.argv[2] ?? '')));
console.core.onChange((change) => process.stdout.write(`${JSON.stringify(change)}\n`));
process.stdout.write(`${JSON.stringify({ kind: 'open' })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const command = Command.parse(JSON.parse(line));
  const { nodes, checkpoints } = console.core;
  if ('create' in command) await nodes.create(command.create, OPERATOR);
  else if ('bulk' in command) await console.core.bulks.begin(command.bulk, OPERATOR);
  else if ('host' in command) await console.core.hosts.edit(command.host, ADMIN);
  else if ('checkpoint' in command)
    await checkpoints.create(command.of, { name: command.checkpoint, note: '' }, OPERATOR);
  else if ('restore' in command)
    await checkpoints.goBack(command.of, command.restore, { powerOff: true, start: false }, OPERATOR);
  else if ('drop' in command) await checkpoints.remove(command.of, command.drop, OPERATOR);
  else await nodes.remove(command.remove, deleteRequest.parse({}), OPERATOR);
}
await console.close();
