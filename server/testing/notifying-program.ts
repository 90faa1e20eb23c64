import path from 'node:path';
import { pino } from 'pino';
import { createRequest } from '../../lib/contract/node.ts';
import { webhookRequest } from '../../lib/contract/webhook.ts';
import { openCore } from '../core/core.ts';
import { openDatabase } from '../db/open.ts';
import { noOrchestrator } from '../orchestrator/none.ts';
import { OPERATOR } from './core.ts';
import { MemoryHost } from './memory-host.ts';
import { outcomeOf } from './outcome.ts';

/**
 * Core in a process that can be killed, over a real database. At its first start it has a webhook told of a node whose boot
 * fails. Arguments: directory, URL of the webhook.
 */
const [directory = '', url = ''] = process.argv.slice(2);
const database = await openDatabase({
  url: `file:${path.join(directory, 'console.db')}`,
  key: { file: path.join(directory, 'secret.key') },
});
const host = new MemoryHost();
const boot = { bootProgramUrl: 'https://boot.test/x.efi', bootScriptUrl: null, authority: null };
const away = { ...boot, secureBootCertificate: null, hosts: [], subnet: null };
const core = await openCore({
  ...{ database, installation: 'memory', logger: pino({ level: 'silent' }), dataDir: directory },
  hosts: [host],
  orchestrators: [noOrchestrator('sim', away, 'http-boot')],
  patience: { firstPause: 100, longestPause: 100 },
});
if ((await core.webhooks.list()).length === 0) {
  const request = webhookRequest.parse({ name: 'lab', url, events: ['node.failed'] });
  await core.webhooks.add(request, { ...OPERATOR, role: 'admin' });
  const asked = createRequest.parse({ name: 'edge' });
  const { operations, nodes } = await core.nodes.create(asked, OPERATOR);
  for (const { id } of operations) await outcomeOf(core, id);
  host.port(nodes[0]?.uuid ?? '', 0).print('grub rescue> ');
}
setInterval(() => undefined, 60_000);
