import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { OrchestratorSettings } from '../../../lib/contract/orchestrator-settings.ts';
import {
  checkedSimulator,
  checkedStandIn,
  failure,
  states,
  EDGE_STEPS,
} from '../../testing/connection-check.ts';
import { anyText, containing } from '../../testing/matching.ts';
import { json, StandIn } from '../../testing/orchestrator-stand-in.ts';
import { SimulatorProcess } from '../../testing/simulator.ts';
import { simulatorOptions } from '../settings.ts';
import { checkConnection } from './check.ts';
import type { CheckOptions } from './context.ts';

let simulator: SimulatorProcess;
let standIn: StandIn;

beforeAll(async () => {
  [simulator, standIn] = await Promise.all([SimulatorProcess.start(), StandIn.start()]);
});
afterEach(async () => {
  standIn.handlers = {};
  await simulator.clearScenarios();
});
afterAll(async () => {
  await Promise.all([simulator[Symbol.asyncDispose](), standIn[Symbol.asyncDispose]()]);
});

type Settings = Partial<OrchestratorSettings>;
const simulated = (change?: Settings, more?: Parameters<typeof checkedSimulator>[2]) =>
  checkedSimulator(simulator, change, more);
const standing = (change?: Settings, more?: Partial<CheckOptions>) => checkedStandIn(standIn, change, more);

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return z.object({ port: z.number() }).parse(server.address()).port;
}

test('a good one passes every step, with evidence', async () => {
  const steps = await standing();
  expect(states(steps)).toEqual(Object.fromEntries(EDGE_STEPS.map((id) => [id, 'ok'])));
  expect(steps.names.evidence).toContain('api.edge.test is 127.0.0.1 (host entry)');
  expect(steps.certificates).toMatchObject({ evidence: containing('CN=Stand-in CA'), authority: null });
  expect(steps.certificates.certificates).toMatchObject([
    { subject: 'CN=stand-in', issuer: 'CN=Stand-in CA', selfSigned: false },
    { subject: 'CN=Stand-in CA', selfSigned: true, fingerprint: anyText },
  ]);
  expect(steps.version.evidence).toContain('2026.1.0');
  expect(steps.rights.evidence).toContain('which has 3');
  expect(steps['boot-program'].evidence).toContain('100002 bytes');
  expect(steps.catalogue.evidence).toContain('Ubuntu 24.04');
});

test('the simulator passes every step', async () => {
  const steps = await simulated();
  for (const { state, evidence } of Object.values(steps)) expect(state, evidence).toBe('ok');
});

test('it ends when it is aborted', async () => {
  const { name, settings, secrets } = simulatorOptions('demo', simulator.facts);
  const given = new AbortController();
  const seen: string[] = [];
  for await (const { id } of checkConnection({ name, settings, secrets, signal: given.signal })) {
    seen.push(id);
    if (id === 'certificates') given.abort();
  }
  expect(seen).toEqual(['names', 'connect', 'certificates']);
});

describe('the way there', () => {
  test('a domain that does not exist', async () => {
    const steps = await standing({ cluster: 'nowhere.invalid', services: {} });
    expect(steps.names).toMatchObject(failure('keycloak.nowhere.invalid', 'host entry'));
    expect(new Set(Object.values(states(steps)))).toEqual(new Set(['failed', 'skipped']));
  });

  test('names that only nodes need', async () => {
    const { services } = simulatorOptions('demo', simulator.facts).settings;
    const steps = await simulated({
      services: { ...services, 'onboarding-stream': 'https://stream.nowhere.invalid' },
    });
    expect(steps.names).toMatchObject({ state: 'warning', evidence: containing('stream.nowhere.invalid') });
    expect(steps.rights.state).toBe('ok');
  });

  test('a port at which nothing listens', async () => {
    const server = createServer();
    const port = await listening(server);
    server.close();
    const steps = await standing({
      services: {
        keycloak: standIn.url('keycloak'),
        api: standIn.url('api'),
        boot: `https://b.edge.test:${port}`,
      },
    });
    expect(steps.connect).toMatchObject(failure(`Nothing listens at b.edge.test:${port}`, 'port'));
    expect(steps['boot-program'].state).toBe('skipped');
    expect(steps.rights.state).toBe('ok');
  });

  test('HTTP instead of HTTPS', async () => {
    const { port } = new URL(simulator.facts.httpUrl);
    const { services } = simulatorOptions('demo', simulator.facts).settings;
    const steps = await simulated({
      services: { ...services, api: `https://api.${simulator.facts.cluster}:${port}` },
    });
    expect(steps.certificates).toMatchObject(failure('speaks HTTP, not HTTPS', 'port of HTTPS'));
    expect(steps.token.state).toBe('skipped');
  });

  test('a proxy that refuses, and one that is not there', async () => {
    const proxy = createHttpServer().on('connect', (_, socket) => {
      socket.end('HTTP/1.1 403 Not Allowed\r\n\r\n');
    });
    const console = `http://127.0.0.1:${await listening(proxy)}`;
    const behind = { hosts: [], proxy: { console, nodes: null, except: [] } };
    const steps = await standing(behind);
    expect(steps.connect).toMatchObject(failure('403 Not Allowed', 'proxy'));
    proxy.close();
    await once(proxy, 'close');
    expect((await standing(behind)).connect).toMatchObject(
      failure('cannot be reached', 'address of the proxy'),
    );
  });

  test('a proxy that lets the console through', async () => {
    const proxy = createHttpServer().on('connect', (_, client) => {
      const upstream = connect(standIn.port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      for (const end of [upstream, client]) end.on('error', () => upstream.destroy());
    });
    const console = `http://127.0.0.1:${await listening(proxy)}`;
    const steps = await standing({ hosts: [], proxy: { console, nodes: null, except: [] } });
    expect(steps.names.evidence).toContain('by the proxy');
    expect(steps.rights.state).toBe('ok');
    expect(steps['boot-program'].state).toBe('ok');
  });
});

describe('something else than expected', () => {
  test('an orchestrator of another kind', async () => {
    const features = {
      'edge-infrastructure-manager': { installed: true, provisioning: { installed: false } },
    };
    standIn.handlers = {
      'GET /v1/orchestrator': json({ orchestrator: { version: '2026.1.0', features } }),
    };
    const steps = await standing();
    expect(steps.version).toMatchObject(failure('cannot boot nodes', 'provisioning'));
    expect(steps.catalogue.state).toBe('skipped');
  });

  test('a boot program that is not there, or is a page', async () => {
    await simulator.scenario('nbp-missing');
    expect((await simulated())['boot-program']).toMatchObject(failure('(404)', 'release'));
    standIn.handlers = {
      'GET /tink-stack/signed_ipxe.efi': (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>log in</html>');
      },
    };
    expect((await standing())['boot-program']).toMatchObject(
      failure('is not an EFI program but text/html', 'login page'),
    );
  });

  test('a page instead of JSON', async () => {
    standIn.handlers = {
      'POST /realms/master/protocol/openid-connect/token': (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<html>welcome</html>');
      },
    };
    const steps = await standing();
    expect(steps.token).toMatchObject(failure('but text/html', 'is it an Edge Orchestrator'));
  });

  test('an answer without end is not read to the end', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 0x20);
    let sent = 0;
    standIn.handlers = {
      'GET /v1/projects/demo/compute/hosts': (_, response) => {
        const more = () => {
          sent += chunk.length;
          if (!response.destroyed) response.write(chunk, more);
        };
        more();
      },
    };
    const steps = await standing({ answerSeconds: 60 });
    expect(steps.rights).toMatchObject(failure('more than 64 MiB', 'URL'));
    expect(sent).toBeLessThan(100 * chunk.length);
  });

  test('clocks that differ', async () => {
    standIn.handlers = {
      'HEAD /': (_, response) => {
        response.writeHead(200, { date: new Date(Date.now() + 600_000).toUTCString() }).end();
      },
    };
    const steps = await standing();
    expect(steps.clock).toMatchObject({
      state: 'warning',
      evidence: containing('seconds ahead'),
      fix: containing('NTP'),
    });
  });

  test('nothing that would be installed', async () => {
    standIn.handlers = { 'GET /v1/projects/demo/providers': json({ providers: [] }) };
    expect((await standing()).catalogue).toMatchObject({
      state: 'warning',
      evidence: containing('Nothing is provisioned automatically'),
      fix: containing('OS profile'),
    });
  });
});
