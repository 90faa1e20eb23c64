import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ownDirectory } from '../testing/database.ts';
import { keepPorts, ownPorts } from './ports.ts';

const ADDRESS = '127.0.0.1';

async function occupy(port: number): Promise<void> {
  const server = createServer().listen(port, ADDRESS);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
}

const urls = ({ http, https }: { http: number; https: number }) => ({
  httpUrl: `http://${ADDRESS}:${http}`,
  httpsUrl: `https://${ADDRESS}:${https}`,
});

test('ports that another program was faster at are given up while no simulator has answered there', async () => {
  const directory = ownDirectory();
  const first = await ownPorts(directory, ADDRESS);
  await occupy(first.http);
  const second = await ownPorts(directory, ADDRESS);
  expect(second.http).not.toBe(first.http);
});

test('those at which it has answered stay its own', async () => {
  const directory = ownDirectory();
  const own = await ownPorts(directory, ADDRESS);
  await keepPorts(directory, urls(own));
  expect(await ownPorts(directory, ADDRESS)).toEqual(own);
  await keepPorts(directory, urls({ http: 1, https: 2 }));
  await occupy(own.https);
  await expect(ownPorts(directory, ADDRESS)).rejects.toMatchObject({ code: 'port-in-use' });
});
