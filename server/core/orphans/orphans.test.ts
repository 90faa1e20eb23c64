import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { HostOrphan } from '../../hypervisor/api.ts';
import { OPERATOR } from '../../testing/core.ts';
import { ownDatabase, ownDirectory } from '../../testing/database.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { eventually } from '../../testing/eventually.ts';
import { MemoryHost } from '../../testing/memory-host.ts';

const ADMIN = { ...OPERATOR, role: 'admin' } as const;

const left = (name: string): HostOrphan => ({
  ...{ kind: 'disk', maker: 'console', name, reason: 'nobody’s', bytes: 1, mark: `pool/${name} 1` },
});

async function prepared(...orphans: HostOrphan[]) {
  const host = new MemoryHost();
  host.orphans.all.push(...orphans);
  const dataDir = ownDirectory();
  const core = await coreOver(host, await ownDatabase(), dataDir);
  await eventually('the list of the host', () => core.ready() || undefined);
  return { host, core, dataDir };
}

test('exactly what was named is removed, each with its result', async () => {
  const { host, core } = await prepared(left('a'), left('b'), left('c'), left('d'));
  const { orphans } = await core.orphans.list();
  expect(orphans).toMatchObject([{ name: 'a', host: 'local', kind: 'disk' }, {}, {}, {}]);
  const [a, b, c] = orphans.map(({ id }) => id);
  host.orphans.beforeRemoval = ({ name }) =>
    name === 'c' ? Promise.reject(new ConsoleError('host-permission', 'not yours')) : Promise.resolve();
  // It grew since it was listed.
  host.orphans.all[1] = { ...left('b'), mark: 'pool/b 2' };
  const ids = [a ?? '', b ?? '', c ?? ''];
  await expect(core.orphans.clean(ids, OPERATOR)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await core.orphans.clean(ids, ADMIN)).toMatchObject([
    { outcome: 'removed', orphan: { name: 'a' } },
    { outcome: 'refused', orphan: null },
    { outcome: 'failed', orphan: { name: 'c' }, reason: 'not yours' },
  ]);
  expect(host.orphans.all.map(({ name }) => name)).toEqual(['b', 'c', 'd']);
});

test('logs of boots that the database does not know are found once nobody writes to them', async () => {
  const { core, dataDir } = await prepared();
  const [old, fresh] = [randomUUID(), randomUUID()];
  for (const boot of [old, fresh]) {
    const folder = join(dataDir, 'boots', boot, 'ttyS0');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '0.bytes'), 'x');
    if (boot === old)
      for (const path of [join(folder, '0.bytes'), folder, join(folder, '..')]) await utimes(path, 0, 0);
  }
  const { orphans } = await core.orphans.list();
  expect(orphans).toMatchObject([{ kind: 'byte-log', name: old, host: null, bytes: 1 }]);
  await core.orphans.clean(
    orphans.map(({ id }) => id),
    ADMIN,
  );
  expect([old, fresh].map((boot) => existsSync(join(dataDir, 'boots', boot)))).toEqual([false, true]);
});

test('a host that was never reached is named with the reason', async () => {
  const host = new MemoryHost();
  host.report({ state: 'unreachable', reason: 'no route to it' });
  const core = await coreOver(host, await ownDatabase(), ownDirectory());
  expect((await core.orphans.list()).unseen).toEqual([
    { where: 'local', reason: 'it is not connected: no route to it' },
  ]);
});
