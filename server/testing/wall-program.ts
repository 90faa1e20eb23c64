// A separate process that serves the whole console, with its pages, over a host in memory on which nodes boot: each has
// printed another part of a recorded boot; the first one fails. For browsers that need many boots, which no machine of a
// test could bear. Arguments: data directory, how many nodes.
// Prints its address as JSON, and reads commands as lines of JSON.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { z } from 'zod';
import { createRequest, type Node } from '../../lib/contract/node.ts';
import { openCore } from '../core/core.ts';
import { openDatabase } from '../db/open.ts';
import { serve } from '../serve.ts';
import { openPages } from '../web/pages.ts';
import { recordedPort } from './console/recordings.ts';
import { OPERATOR } from './core.ts';
import { eventually } from './eventually.ts';
import { MemoryHost } from './memory-host.ts';
import { bootsFromElsewhere, MEMORY_INSTALLATION } from './memory-orchestrator.ts';
import { outcomeOf } from './outcome.ts';

const MOST_AT_ONCE = 50;

const command = z.union([
  /** One of them prints. */
  z.strictObject({ print: z.int(), text: z.string() }),
  /** All of them print a line every so many milliseconds. */
  z.strictObject({ chatter: z.int() }),
]);

const [dataDir = '', count = '1'] = process.argv.slice(2);
const { VEN_ADMIN_EMAIL: email = null, VEN_ADMIN_PASSWORD: password = null } = process.env;
const logger = pino({ level: 'error' }, pino.destination(2));
mkdirSync(dataDir, { recursive: true });
const database = await openDatabase({
  url: `file:${path.join(dataDir, 'console.db')}`,
  key: { file: path.join(dataDir, 'secret.key') },
});
const host = new MemoryHost();
const core = await openCore({
  ...{ database, dataDir, logger, hosts: [host], orchestrators: [bootsFromElsewhere()] },
  installation: MEMORY_INSTALLATION,
  screenInterval: 1000,
});
await eventually('the first reading of the host', () => core.ready() || undefined);
const pages = await openPages({
  ...{ directory: process.cwd(), development: false, hostname: '127.0.0.1', port: 0, logger },
});
const serving = await serve({
  ...{ core, database, pages, logger, host: '127.0.0.1', port: 0, tls: null, baseUrl: null },
  ...{ admin: { email, password }, installation: MEMORY_INSTALLATION, version: 'test' },
});

const nodes: Node[] = [];
for (let left = Number(count); left > 0; left -= MOST_AT_ONCE) {
  const request = createRequest.parse({ count: Math.min(left, MOST_AT_ONCE) });
  const made = await core.nodes.create(request, OPERATOR);
  for (const { id } of made.operations) await outcomeOf(core, id);
  nodes.push(...made.nodes);
}
const print = (node: Node | undefined, output: string | Buffer): void =>
  host.port(node?.uuid ?? '', 0).print(output);
for (const [index, node] of nodes.entries()) {
  const output = recordedPort(index === 0 ? 'wrong-ca' : 'nio-ubuntu', 0);
  print(node, index === 0 ? output : output.subarray(0, Math.ceil((output.length * index) / nodes.length)));
}
process.stdout.write(`${JSON.stringify({ url: serving.url, nodes: nodes.map(({ name }) => name) })}\n`);

let timer: NodeJS.Timeout | undefined;
let line = 0;
function chat(milliseconds: number): void {
  clearInterval(timer);
  if (milliseconds === 0) return;
  timer = setInterval(() => {
    line += 1;
    for (const node of nodes.slice(1))
      print(node, `[${(line / 10).toFixed(6)}] unit ${line} of ${node.name} started\r\n`);
  }, milliseconds);
}
for await (const text of createInterface({ input: process.stdin })) {
  const asked = command.parse(JSON.parse(text));
  if ('chatter' in asked) chat(asked.chatter);
  else print(nodes[asked.print], asked.text);
}
clearInterval(timer);
await serving.close();
await pages.close();
await core.close();
await database.close();
process.exit(0);
