import type { Connection } from 'node-libvirt';
import type { Row } from './comparison.ts';
import { compare } from './comparison.ts';
import type { PythonPeer } from './peers.ts';
import { measure, measureVirsh } from './peers.ts';

const domainXML = (name: string) =>
  `<domain type='test'><name>${name}</name><memory>1024</memory><os><type>hvm</type></os></domain>`;

/** Listing and statistics of the test driver's domains, through the daemon. */
export async function listings(connection: Connection, uri: string, python: PythonPeer): Promise<Row[]> {
  const rows: Row[] = [];
  let defined = (await connection.listAllDomains()).length;
  for (const count of [1000, 5000]) {
    for (; defined < count; defined++) await connection.domainDefineXML(domainXML(`domain-${defined}`));
    rows.push(
      ...(await compare({
        what: `list ${count} domains`,
        rounds: 15,
        warmUp: 3,
        contenders: [
          { name: 'node-libvirt', go: () => measure(() => connection.listAllDomains()) },
          { name: 'python', go: () => python.measure('list', { uri }) },
          { name: 'virsh', go: () => measureVirsh(uri, ['list', '--all', '--name']) },
        ],
      })),
      ...(await compare({
        what: `statistics of ${count} domains`,
        rounds: 15,
        warmUp: 3,
        contenders: [
          { name: 'node-libvirt', go: () => measure(() => connection.getAllDomainStats()) },
          { name: 'python', go: () => python.measure('stats', { uri }) },
          { name: 'virsh', go: () => measureVirsh(uri, ['domstats']) },
        ],
      })),
    );
  }
  return rows;
}

/** Defining and undefining, one after the other, and (ours) all at once. */
export async function definitions(connection: Connection, uri: string, python: PythonPeer): Promise<Row[]> {
  const count = 200;
  const one = async (index: number) =>
    (await connection.domainDefineXML(domainXML(`own-${index}`))).undefine();
  const indices = Array.from({ length: count }, (_, index) => index);
  return compare({
    what: `define and undefine ${count} domains`,
    rounds: 15,
    warmUp: 2,
    contenders: [
      {
        name: 'node-libvirt, one by one',
        go: () =>
          measure(async () => {
            for (const index of indices) await one(index);
          }),
      },
      { name: 'python, one by one', go: () => python.measure('define', { uri, count }) },
      { name: 'node-libvirt, all at once', go: () => measure(() => Promise.all(indices.map(one))) },
    ],
  });
}
