import { cpus, loadavg, release, totalmem } from 'node:os';
import { Connection } from 'node-libvirt';
import { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
import type { Row } from './comparison.ts';
import { consoles } from './console.ts';
import { definitions, listings } from './domains.ts';
import { idle } from './idle.ts';
import { PythonPeer } from './peers.ts';
import { volumes } from './volumes.ts';

const groups = ['list', 'define', 'volume', 'console', 'idle'] as const;
type Group = (typeof groups)[number];

const wanted = process.argv.slice(2);
const unknown = wanted.find((word) => !groups.some((group) => group === word));
if (unknown !== undefined) {
  console.error(`no group «${unknown}»; there are ${groups.join(', ')}`);
  process.exit(2);
}

await using daemon = await PrivateDaemon.start({ conf: { max_anonymous_clients: 100 } });
using python = new PythonPeer();
// Without +unix the C library would use the test driver in its own process.
const uri = daemon.uri('test+unix:///default');

const benches: Record<Group, () => Promise<Row[]>> = {
  list: () => withConnection((connection) => listings(connection, uri, python)),
  define: () => withConnection((connection) => definitions(connection, uri, python)),
  volume: () => volumes(daemon, python),
  console: () => consoles(daemon, python),
  idle: () => idle(() => Connection.open(uri)),
};

await describeMachine();
for (const group of groups) {
  if (wanted.length > 0 && !wanted.includes(group)) continue;
  for (const row of await benches[group]()) print(row);
}

async function withConnection(act: (connection: Connection) => Promise<Row[]>): Promise<Row[]> {
  await using connection = await Connection.open(uri);
  return await act(connection);
}

async function describeMachine(): Promise<void> {
  await using connection = await Connection.open(uri);
  const version = await connection.getLibVersion();
  const libvirt = `${Math.floor(version / 1e6)}.${Math.floor(version / 1e3) % 1e3}.${version % 1e3}`;
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${gibibytes} GiB, Linux ${release()}, Node ${process.version}, ` +
      `libvirt ${libvirt}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`,
  );
  console.log('Ratio: ours / theirs in time; below 1 ours is faster.\n');
}

function print({ what, name, median, spread, ratio }: Row): void {
  const cells = [
    what.padEnd(40),
    name.padEnd(26),
    median.padStart(10),
    `[${spread}]`.padEnd(26),
    ratio.padStart(6),
  ];
  console.log(cells.join('  ').trimEnd());
}
