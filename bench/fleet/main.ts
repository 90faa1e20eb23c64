import { readFileSync } from 'node:fs';
import { Rest } from '../../e2e/server/rest.ts';
import { Serving } from '../../e2e/server/serving.ts';
import { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
import { page as nodesPage } from '../console/page.ts';
import { Product } from '../console/product.ts';
import { HEAD, print } from '../console/table.ts';
import { machine } from '../machine.ts';
import { api } from './api.ts';
import { DefinedDomains, testDomains } from './domains.ts';
import { page } from './page.ts';

/** A host with thousands of domains beside one with some of QEMU, in the product as it is served; `domains` or `nodes` measures one part. */
const DOMAINS = 5_000;
const OF_QEMU = 200;
const HOST = 'fleet';

console.log(machine());
const wanted = process.argv.slice(2);
if (wanted.length === 0 || wanted.includes('domains')) await domains();
if (wanted.length === 0 || wanted.includes('nodes')) await nodes();

async function domains(): Promise<void> {
  await using daemon = await PrivateDaemon.start();
  await using _defined = await DefinedDomains.define(OF_QEMU);
  const uri = await testDomains(daemon, DOMAINS);
  const serving = new Serving({ VEN_SIMULATOR: 'off' });
  try {
    await serving.start();
    const rest = await Rest.open(serving.url);
    await rest.call('POST', '/hosts', { name: HOST, uri });
    await rest.connected(HOST);
    print({ what: `${DOMAINS} domains, and ${OF_QEMU} of QEMU`, cells: HEAD });
    for (const row of await api(rest, { host: HOST, uri })) print(row);
    for await (const row of page({ rest, url: serving.url, host: HOST, few: 'local' })) print(row);
    const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${serving.pid}/status`, 'utf8'))?.[1];
    print({
      what: 'resident memory of the server',
      cells: [`${(Number(resident) / 1024).toFixed(0)} MB`],
    });
  } finally {
    await serving.dispose();
  }
}

/** The list of nodes, which are also measured by `bench:console -- page`. */
async function nodes(): Promise<void> {
  await using product = await Product.start();
  for (const row of await nodesPage(product)) print(row);
}
