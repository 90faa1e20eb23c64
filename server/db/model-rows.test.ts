import { DEFAULT_HOST_SETTINGS } from '../../lib/contract/host-settings.ts';
import { OWN_NETWORK } from '../../lib/contract/node-network.ts';
import { expect, test } from 'vitest';
import type { TemplateDefinition } from '../../lib/contract/template.ts';
import { NO_RECOVERY } from '../../lib/contract/recovery-rules.ts';
import { DEFAULT_MACHINE } from '../../lib/contract/machine.ts';
import { bootRow, databaseUrl, MOMENT, ownDatabase, ownDirectory, storedNode } from '../testing/database.ts';
import { openDatabase } from './open.ts';
import type { ShareLinkRow } from './sharing.ts';

const LATER = '2026-01-02T04:00:00.000Z';

test('hosts, with what the last probe found', async () => {
  const { hosts } = await ownDatabase();
  const [local, other] = [
    { name: 'local', uri: 'qemu:///system', createdAt: MOMENT, settings: DEFAULT_HOST_SETTINGS },
    {
      ...{ name: 'other', uri: 'qemu+ssh://other/system', createdAt: LATER },
      settings: { ...DEFAULT_HOST_SETTINGS, labels: ['rack=3'], maintenance: true },
    },
  ];
  await hosts.save(other);
  await hosts.save(local);
  // The configured host is saved at every start, without settings.
  await hosts.save({ name: other.name, uri: 'qemu+tls://other/system', createdAt: MOMENT });
  expect(await hosts.list()).toEqual([local, { ...other, uri: 'qemu+tls://other/system' }]);
  expect(await hosts.probe('local')).toBeNull();
  await hosts.saveProbe('local', '{}');
  await hosts.save(local);
  expect(await hosts.probe('local')).toBe('{}');
  await hosts.remove('local');
  await hosts.saveProbe('local', '{}');
  expect(await hosts.probe('local')).toBeNull();
});

test('orchestrators, their secrets sealed', async () => {
  const directory = ownDirectory();
  const database = await ownDatabase(directory);
  const row = {
    name: 'lab',
    kind: 'edge-orchestrator',
    settings: { domain: 'lab.example.org', ports: [443] },
    secrets: { password: 'pass word' },
    createdAt: MOMENT,
  } as const;
  await database.orchestrators.save({ ...row, secrets: { password: 'another' } });
  await database.orchestrators.save(row);
  expect(await database.orchestrators.list()).toEqual([row]);
  expect(await database.orchestrators.get('lab')).toEqual(row);
  expect(await database.orchestrators.get('x')).toBeNull();
  await database.close();
  const keyless = await openDatabase({
    url: await databaseUrl(directory),
    key: { text: 'another key of that length' },
  });
  expect(await keyless.orchestrators.list()).toEqual([{ ...row, secrets: null }]);
  await keyless.orchestrators.remove('lab');
  expect(await keyless.orchestrators.list()).toEqual([]);
  await keyless.close();
});

test('templates have versions, which do not change', async () => {
  const { templates } = await ownDatabase();
  const definition: TemplateDefinition = {
    ...{ name: 'ubuntu', title: 'Ubuntu', description: '', osProfile: null },
    ...{ flow: 'nio', bootSource: { kind: 'uefi-http' }, vcpus: 2, memoryMiB: 2048, diskGiB: 16 },
    ...{ for: ['simulator'], machine: DEFAULT_MACHINE, details: {}, ready: null, recovery: NO_RECOVERY },
    ...{ network: OWN_NETWORK, pool: null, hostLabels: [], checkpointAt: null, stopAfter: null },
  };
  const row = { name: 'ubuntu', version: 1, definition, createdAt: MOMENT, createdBy: 'a@b' };
  const next = { ...row, version: 2, definition: { ...definition, vcpus: 4 } };
  const other = { ...row, name: 'debian' };
  const present = { removedAt: null };
  for (const each of [row, next, other]) await templates.add(each);
  await expect(templates.add(next)).rejects.toMatchObject({ code: 'conflict' });
  expect(await templates.list()).toEqual([
    { ...other, ...present },
    { ...next, ...present },
  ]);
  expect(await templates.versions('ubuntu')).toMatchObject([{ version: 2 }, { version: 1 }]);
  expect(await templates.get('ubuntu', 1)).toEqual({ ...row, ...present });
  expect(await templates.get('ubuntu', 3)).toBeNull();
  await templates.remove('ubuntu', LATER);
  expect(await templates.list()).toMatchObject([{ name: 'debian' }]);
  expect(await templates.versions('ubuntu')).toEqual([]);
  expect(await templates.get('ubuntu', 2)).toEqual({ ...next, removedAt: LATER });
  expect(await templates.lastVersion('ubuntu')).toBe(2);
  expect(await templates.lastVersion('x')).toBe(0);
});

test('networks keep their subnets, per host', async () => {
  const { networks } = await ownDatabase();
  await networks.saveSubnet('local', 'ven-a-1', '10.1.2');
  await networks.saveSubnet('local', 'ven-a-1', '10.1.3');
  await networks.saveSubnet('other', 'ven-a-1', '10.1.4');
  expect(await networks.subnet('local', 'ven-a-1')).toBe('10.1.3');
  expect(await networks.subnet('other', 'ven-a-1')).toBe('10.1.4');
  expect(await networks.subnet('local', 'ven-a-2')).toBeNull();
});

test('recordings go with the history of their node', async () => {
  const database = await ownDatabase();
  const node = await storedNode(database, { deletedAt: LATER });
  const boot = bootRow(node.id, 1);
  await database.boots.begin(boot);
  const recording = { bootId: boot.id, port: 0, startedAt: MOMENT, endedAt: null, removedAt: null };
  await database.recordings.save(recording);
  await database.recordings.save({ ...recording, port: 1 });
  await database.recordings.save({ ...recording, endedAt: LATER });
  expect(await database.recordings.ofBoots([boot.id])).toEqual([
    { ...recording, endedAt: LATER },
    { ...recording, port: 1 },
  ]);
  await database.history.removeNode(node.id);
  expect(await database.recordings.ofBoots([boot.id])).toEqual([]);
});

test('share links, until long after they have ended', async () => {
  const { shareLinks } = await ownDatabase();
  const link: ShareLinkRow = {
    ...{ id: 's', hash: 'sha', title: 'edge', scope: { kind: 'nodes', boots: { n: 2 } } },
    ...{ passphraseHash: null, hideIdentifiers: true, downloads: false },
    ...{ createdAt: MOMENT, createdBy: 'a@b', creatorId: 'u', expiresAt: LATER },
    ...{ revokedAt: null, revokedBy: null, lastUsedAt: null },
  };
  await shareLinks.create(link);
  await expect(shareLinks.create({ ...link, id: 't' })).rejects.toMatchObject({
    code: 'conflict',
    errors: [expect.objectContaining({ field: 'hash' })],
  });
  await shareLinks.create({ ...link, id: 'w', hash: 'sha2', createdAt: LATER });
  expect((await shareLinks.list()).map(({ id }) => id)).toEqual(['w', 's']);
  await shareLinks.touch('w', MOMENT);
  await shareLinks.revoke('w', MOMENT, 'a@b');
  // The first one counts.
  await shareLinks.revoke('w', LATER, null);
  expect(await shareLinks.byId('w')).toMatchObject({
    ...{ scope: link.scope, revokedAt: MOMENT, revokedBy: 'a@b', lastUsedAt: MOMENT },
  });
  await shareLinks.removeEnded(LATER);
  expect((await shareLinks.list()).map(({ id }) => id)).toEqual(['s']);
  expect(await shareLinks.byId('w')).toBeNull();
});
