import { Connection } from 'node-libvirt';
import { Rest } from '../../e2e/server/rest.ts';
import { Serving } from '../../e2e/server/serving.ts';
import { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
import { KINDS, testDomains } from '../fleet/domains.ts';
import { pause, processorSeconds } from './idle.ts';
import type { Row } from './table.ts';

const DOMAINS = 200;
/** Seconds between measurements; more often than usual, so that a short while is enough. */
const INTERVAL = 1;
const SETTLE = 8_000;
const SPAN = 20_000;

interface Use {
  readonly client: number;
  readonly daemon: number;
}

/** What measuring the domains of a host costs: processor time per measurement, beside the bare call for all of them. */
export async function sampling(): Promise<Row[]> {
  await using daemon = await PrivateDaemon.start();
  const uri = await testDomains(daemon, DOMAINS);
  const [on, off] = [await served(daemon, uri, INTERVAL), await served(daemon, uri, 0)];
  const floor = await bare(daemon, uri);
  const row = (what: string, of: keyof Use): Row => ({
    what: `${DOMAINS} domains measured once: ${what}`,
    cells: [
      ...[on[of] - off[of], on[of], floor[of]].map((each) => `${each.toFixed(1)} ms`),
      ((on[of] - off[of]) / floor[of]).toFixed(1),
    ],
  });
  return [row('server', 'client'), row('libvirtd', 'daemon')];
}

async function served(daemon: PrivateDaemon, uri: string, interval: number): Promise<Use> {
  const serving = new Serving({ VEN_SIMULATOR: 'off', VEN_METRICS_INTERVAL: String(interval) });
  try {
    await serving.start();
    const rest = await Rest.open(serving.url);
    await rest.call('POST', '/hosts', { name: 'measured', uri });
    await rest.connected('measured');
    await pause(SETTLE);
    return await used(
      daemon,
      () => processorSeconds(serving.pid),
      () => pause(SPAN),
    );
  } finally {
    await serving.dispose();
  }
}

async function bare(daemon: PrivateDaemon, uri: string): Promise<Use> {
  await using connection = await Connection.open(uri);
  return await used(
    daemon,
    () => processorSeconds(process.pid),
    async () => {
      for (let since = 0; since < SPAN; since += INTERVAL * 1000) {
        await connection.getAllDomainStats(KINDS);
        await pause(INTERVAL * 1000);
      }
    },
  );
}

/** Milliseconds of processor time per interval. */
async function used(daemon: PrivateDaemon, own: () => number, act: () => Promise<void>): Promise<Use> {
  const before = { client: own(), daemon: processorSeconds(daemon.pid) };
  await act();
  const each = (spent: number): number => (spent * 1000) / (SPAN / 1000 / INTERVAL);
  return {
    client: each(own() - before.client),
    daemon: each(processorSeconds(daemon.pid) - before.daemon),
  };
}
