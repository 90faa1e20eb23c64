import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { startSimulator } from '../src/simulator.ts';
import { until } from './support/until.ts';
import { newStateDirectory, prepareSimulators } from './support/simulated.ts';

prepareSimulators();

const isRoot = process.getuid?.() === 0;
/** Of a network that exists in documents only. */
const LATER = '203.0.113.77';

const Blocked = z.object({ blocked: z.array(z.string()) });

const ip = (...words: string[]) => execFileSync('ip', words);

async function status(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(`${url}/tink-stack/keys/Full_server.crt`, {
      signal: AbortSignal.timeout(2000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

test('every address of this machine is served, with the same port', async () => {
  const stateDirectory = await newStateDirectory();
  const simulator = await startSimulator({ listen: '127.0.0.1', alsoListen: ['127.0.0.7'], stateDirectory });
  onTestFinished(() => simulator.close());
  const other = simulator.httpUrl.replace('127.0.0.1', '127.0.0.7');
  expect(await until('an answer', () => status(other))).toBe(200);
  expect(await status(simulator.httpUrl)).toBe(200);
  const endpoint: unknown = JSON.parse(await readFile(join(stateDirectory, 'endpoint.json'), 'utf8'));
  expect(endpoint).toMatchObject({
    pid: process.pid,
    url: simulator.httpUrl,
    addresses: ['127.0.0.1', '127.0.0.7'],
    apiAccount: simulator.apiAccount,
    authority: simulator.authority,
  });
  await simulator.close();
  expect(await status(other)).toBeUndefined();
});

test('an address whose port is in use is reported, and served once it is free', async () => {
  const blocker = createServer();
  blocker.listen(0, '127.0.0.8');
  await once(blocker, 'listening');
  const address = blocker.address();
  const httpPort = typeof address === 'object' && address !== null ? address.port : 0;
  const warnings: string[] = [];
  const stateDirectory = await newStateDirectory();
  const endpoint = async (): Promise<unknown> =>
    JSON.parse(await readFile(join(stateDirectory, 'endpoint.json'), 'utf8'));
  const simulator = await startSimulator({
    listen: '127.0.0.1',
    alsoListen: ['127.0.0.8'],
    httpPort,
    stateDirectory,
    warn: (text) => warnings.push(text),
  });
  onTestFinished(() => simulator.close());
  await until('a warning', () => warnings[0]);
  expect(warnings).toEqual([expect.stringMatching(/127\.0\.0\.8:\d+: .*EADDRINUSE.*; trying again/)]);
  const inTheWay = { blocked: [expect.stringMatching(/^cannot listen on 127\.0\.0\.8:/)] };
  await until('it in the file', async () => {
    const { blocked } = Blocked.parse(await endpoint());
    return blocked.length > 0 || undefined;
  });
  expect(await endpoint()).toMatchObject(inTheWay);
  blocker.close();
  const url = simulator.httpUrl.replace('127.0.0.1', '127.0.0.8');
  expect(await until('an answer', () => status(url))).toBe(200);
  await until('its end in the file', async () => {
    const { blocked } = Blocked.parse(await endpoint());
    return blocked.length === 0 || undefined;
  });
});

test.runIf(isRoot)('an address that comes later is served, and again when it comes back', async () => {
  const stateDirectory = await newStateDirectory();
  const simulator = await startSimulator({ listen: '127.0.0.1', alsoListen: [LATER], stateDirectory });
  onTestFinished(() => simulator.close());
  const url = simulator.httpUrl.replace('127.0.0.1', LATER);
  ip('link', 'add', 'ven-start0', 'type', 'bridge');
  onTestFinished(() => void ip('link', 'del', 'ven-start0'));
  ip('link', 'set', 'ven-start0', 'up');
  ip('addr', 'add', `${LATER}/24`, 'dev', 'ven-start0');
  expect(await until('an answer', () => status(url))).toBe(200);
  ip('addr', 'del', `${LATER}/24`, 'dev', 'ven-start0');
  ip('addr', 'add', `${LATER}/24`, 'dev', 'ven-start0');
  expect(await until('an answer', () => status(url))).toBe(200);
});
