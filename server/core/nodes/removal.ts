import { type Removal } from '../../../lib/contract/node.ts';
import { poolName } from '../../hypervisor/index.ts';
import { type Context } from '../context.ts';
import { type NodeBook, type NodeRecord } from './book.ts';
import { type Residence } from './residence.ts';

type Item = Removal['items'][number];

/** What a deletion would remove, by name. */
export async function removalOf(
  context: Context,
  book: NodeBook,
  residence: Residence,
  { row, state }: NodeRecord,
): Promise<Removal> {
  const host = residence.host(row);
  const [left, volumes, there] = await Promise.all([
    host.leftovers(),
    residence.volumes(row),
    // What it cannot say now it will say when the deletion is tried.
    residence
      .orchestrator(row)
      ?.removalOf(row)
      .catch(() => null) ?? null,
  ]);
  const items: Item[] = [];
  const add = (kind: Item['kind'], name: string) => items.push({ kind, name });
  if (state !== 'no domain') {
    add('domain', row.name);
    add('nvram', `${row.name}_VARS.fd`);
    add('tpm', row.uuid);
  }
  for (const name of volumes) if (left.volumes.includes(name)) add('volume', name);
  const others = book.all().filter((other) => other.row.id !== row.id && other.row.host === row.host);
  if (left.networks.includes(row.network) && !others.some((other) => other.row.network === row.network))
    add('network', row.network);
  const pool = poolName(context.installation);
  if (left.pools.includes(pool) && others.length === 0) add('pool', pool);
  if (there?.instance != null) add('instance', there.instance);
  if (there?.host != null) add('orchestrator-host', there.host);
  const keeps = ['its history and stages', 'the serial logs of all its boots'];
  if (volumes.length === 0) keeps.push('the volumes of that name, which another domain has');
  return { items, keeps };
}
