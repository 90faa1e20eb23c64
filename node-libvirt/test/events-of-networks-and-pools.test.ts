import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NetworkEvents, StoragePoolEvents } from '../src/index.ts';
import {
  Connection,
  nameOf,
  NetworkEventLifecycleType,
  StoragePoolEventLifecycleType,
} from '../src/index.ts';
import { keepSubscribed } from './support/lasting-subscription.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { isolatedNetwork } from './support/network-xml.ts';
import { ownDirectory } from './support/own-directory.ts';
import { directoryPool } from './support/storage-xml.ts';

leaveNothingBehind();
keepSubscribed('qemu:///system');

let qemu: Connection;
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
});
afterAll(() => qemu.close());

test('a network’s life comes in order, of all networks and of the one asked for', async () => {
  const about = { name: ownName('network'), uuid: randomUUID() };
  const heard: NetworkEvents['lifecycle'][] = [];
  const registration = await qemu.networkEventRegister('lifecycle', (event) => {
    if (event.network.uuid === about.uuid) heard.push(event);
  });
  const other = await qemu.networkDefineXML(isolatedNetwork({ name: ownName('other'), uuid: randomUUID() }));
  const network = await qemu.networkDefineXML(isolatedNetwork(about));
  const own = await qemu.networkEvents('lifecycle', { network });
  await other.undefine();
  await network.create();
  await network.destroy();
  await network.undefine();

  const names = () => heard.map(({ event }) => nameOf(NetworkEventLifecycleType, event));
  await expect.poll(names).toEqual(['DEFINED', 'STARTED', 'STOPPED', 'UNDEFINED']);
  expect(heard[0]).toMatchObject({ network: about, detail: 0 });
  for (const expected of heard.slice(1)) {
    const { value } = await own.next();
    expect(value).toMatchObject({ network: about, event: expected.event });
  }
  await own.close();
  await registration.close();
});

test('a pool’s life and its refreshes come in order, of all pools and of the one asked for', async () => {
  const path = join(await ownDirectory('pools'), 'pool');
  const about = { name: ownName('pool'), uuid: randomUUID() };
  const heard: StoragePoolEvents['lifecycle'][] = [];
  const registration = await qemu.storagePoolEventRegister('lifecycle', (event) => {
    if (event.pool.uuid === about.uuid) heard.push(event);
  });
  const pool = await qemu.storagePoolDefineXML(directoryPool({ ...about, path }));
  const own = await qemu.storagePoolEvents('lifecycle', { pool });
  const refreshes = await qemu.storagePoolEvents('refresh', { pool });
  await pool.build();
  await pool.create();
  await pool.refresh();
  await pool.destroy();
  await pool.delete();
  await pool.undefine();

  const names = () => heard.map(({ event }) => nameOf(StoragePoolEventLifecycleType, event));
  await expect.poll(names).toEqual(['DEFINED', 'CREATED', 'STARTED', 'STOPPED', 'DELETED', 'UNDEFINED']);
  for (const expected of heard.slice(1)) {
    const { value } = await own.next();
    expect(value).toMatchObject({ pool: about, event: expected.event });
  }
  const { value } = await refreshes.next();
  expect(value).toMatchObject({ pool: about });
  await own.close();
  await refreshes.close();
  await registration.close();
});
