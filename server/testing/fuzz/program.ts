import path from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { openCore } from '../../core/core.ts';
import { openDatabase } from '../../db/open.ts';
import { noOrchestrator } from '../../orchestrator/none.ts';
import { serve } from '../../serve.ts';
import { nodeRow, runRow } from '../database.ts';
import { MemoryHost } from '../memory-host.ts';

/**
 * The server in a separate process, so that its memory and its responses can be measured: the real core over a real
 * SQLite file, and a host in memory with one running node, whose serial ports and screen echo what is sent to them.
 */
const [directory = '', email = '', password = ''] = process.argv.slice(2);
const installation = 'f0f0f0';
const database = await openDatabase({
  url: `file:${path.join(directory, 'console.db')}`,
  key: { file: path.join(directory, 'secret.key') },
});
const run = runRow();
const node = nodeRow(run.id, { name: 'one', orchestrator: 'none' });
await database.nodes.create(run, [node], []);
const host = new MemoryHost({ echoes: true });
host.add(installation, node);
// Only problems that need attention; the test fails on them.
const logger = pino({ level: 'warn', base: null }, process.stderr);
const core = await openCore({
  ...{ database, installation, logger, dataDir: directory },
  hosts: [host],
  orchestrators: [noOrchestrator('none', null)],
});
host.become(node.uuid, 'running', 'started');
const serving = await serve({
  ...{
    core,
    database,
    installation,
    logger,
    pages: null,
    host: '127.0.0.1',
    port: 0,
    tls: null,
    baseUrl: null,
  },
  admin: { email, password },
  version: 'fuzz',
});
process.stdout.write(`${serving.url}\n`);

// The test triggers garbage collection, so that only retained memory counts.
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'collect') globalThis.gc?.();
  process.stdout.write('done\n');
}
await serving.close();
await core.close();
await database.close();
