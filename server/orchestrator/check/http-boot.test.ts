import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type CheckStep, checkStep } from '../../../lib/contract/orchestrator-check.ts';
import { orchestratorRequest } from '../../../lib/contract/orchestrator.ts';
import { CHECK_STEPS_OF } from '../../../lib/domain/connection-check.ts';
import { failure } from '../../testing/connection-check.ts';
import { containing } from '../../testing/matching.ts';
import { STAND_IN, StandIn } from '../../testing/orchestrator-stand-in.ts';
import { checkOrchestrator } from '../index.ts';

const PROGRAM = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(100_000)]);
const HOST = `tinkerbell-haproxy.${STAND_IN.cluster}`;

let standIn: StandIn;
let server: Server;
let plain: string;
let answer: RequestListener;

/** Answers like a file server: HEAD with the size, and a range of the file. */
const file =
  (bytes: Buffer): RequestListener =>
  (request, response) => {
    if (request.method === 'HEAD') response.writeHead(200, { 'content-length': bytes.length }).end();
    else response.writeHead(200).end(bytes);
  };

beforeAll(async () => {
  standIn = await StandIn.start();
  server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  plain = `http://${HOST}:${port}`;
});
afterEach(() => {
  standIn.handlers = {};
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await standIn[Symbol.asyncDispose]();
});

async function checked(settings: object): Promise<Readonly<Record<string, CheckStep>>> {
  const request = orchestratorRequest.parse({
    ...{ name: 'pxe', kind: 'http-boot' },
    settings: { hosts: [{ address: '127.0.0.1', names: [HOST] }], ...settings },
  });
  const steps: CheckStep[] = [];
  const { signal } = new AbortController();
  for await (const step of checkOrchestrator(request, {}, signal)) steps.push(checkStep.parse(step));
  expect(steps.map(({ id }) => id)).toEqual(CHECK_STEPS_OF['http-boot']);
  return Object.fromEntries(steps.map((step) => [step.id, step]));
}

test('a boot program over HTTPS, and an iPXE script', async () => {
  standIn.handlers = {
    'HEAD /ipxe.efi': file(PROGRAM),
    'GET /ipxe.efi': file(PROGRAM),
    'HEAD /boot.ipxe': file(Buffer.from('#!ipxe\n')),
    'GET /boot.ipxe': file(Buffer.from('#!ipxe\n')),
  };
  const base = standIn.url('tinkerbell-haproxy');
  const settings = { bootProgramUrl: `${base}/ipxe.efi`, authority: standIn.authority };
  const steps = await checked({ ...settings, bootScriptUrl: `${base}/boot.ipxe` });
  expect(Object.values(steps).map(({ state }) => state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
  expect(steps['boot-program']?.evidence).toContain('100002 bytes');
  expect(steps['boot-certificates']?.certificates).not.toEqual([]);
});

test('over plain HTTP, the certificate is skipped; so is a script that there is not', async () => {
  answer = file(PROGRAM);
  const steps = await checked({ bootProgramUrl: `${plain}/ipxe.efi` });
  expect(Object.values(steps).map(({ state }) => state)).toEqual(['ok', 'ok', 'skipped', 'ok', 'skipped']);
});

test('a name that does not resolve, and a port that is closed', async () => {
  expect((await checked({ bootProgramUrl: 'http://nowhere.invalid/x.efi' })).names).toMatchObject(
    failure('does not know nowhere.invalid', 'host entry'),
  );
  const closed = await checked({ bootProgramUrl: `http://${HOST}:1/x.efi` });
  expect(closed.connect).toMatchObject(failure(`Nothing listens at ${HOST}:1`, 'Check the port'));
  expect(closed['boot-program']?.state).toBe('skipped');
});

test('a certificate of another CA is refused, and shown', async () => {
  await using other = await StandIn.start();
  const url = `${standIn.url('tinkerbell-haproxy')}/ipxe.efi`;
  const steps = await checked({ bootProgramUrl: url, authority: other.authority });
  expect(steps['boot-certificates']).toMatchObject(failure('not signed by the CA', 'Give the CA'));
  expect(steps['boot-certificates']?.certificates).not.toEqual([]);
  expect(steps['boot-program']).toMatchObject({
    ...{ state: 'skipped', evidence: 'Not checked: “Certificate of the boot service” comes first.' },
  });
});

test('HTTP where HTTPS is expected', async () => {
  const url = plain.replace('http:', 'https:');
  const steps = await checked({ bootProgramUrl: `${url}/x.efi`, authority: standIn.authority });
  expect(steps['boot-certificates']).toMatchObject(
    failure('speaks HTTP, not HTTPS', 'port of HTTPS', 'server-unreachable'),
  );
});

test.each<[string, RequestListener, CheckStep['finding'], string, string]>([
  [
    '404',
    (_, response) => void response.writeHead(404).end(),
    'file-missing',
    'nothing at',
    'path of the URL',
  ],
  [
    'a login',
    (_, response) => void response.writeHead(401).end(),
    'file-refused',
    'answers 401',
    'credentials',
  ],
  [
    'a failure',
    (_, response) => void response.writeHead(503).end(),
    'server-error',
    'answers 503',
    'Look at',
  ],
  [
    'a redirect',
    (_, response) => void response.writeHead(302, { location: '/elsewhere' }).end(),
    'file-refused',
    'redirects to /elsewhere',
    'Give the URL',
  ],
  [
    'a page',
    (_, response) =>
      void response.writeHead(200, { 'content-type': 'text/html', 'content-length': 6 }).end('<html>'),
    'file-unusable',
    'not an EFI program but text/html',
    'login page',
  ],
  [
    'no size',
    (request, response) => void response.writeHead(200).end(request.method === 'HEAD' ? undefined : PROGRAM),
    'file-wrong',
    'does not report the size',
    'Content-Length',
  ],
])('a boot program that firmware cannot load: %s', async (_, listener, finding, evidence, fix) => {
  answer = listener;
  const steps = await checked({ bootProgramUrl: `${plain}/ipxe.efi` });
  expect(steps['boot-program']).toMatchObject(failure(evidence, fix, finding));
});

test('a server that closes the connection after HEAD', async () => {
  answer = (request, response) => {
    response.setHeader('connection', 'close');
    file(PROGRAM)(request, response);
  };
  expect((await checked({ bootProgramUrl: `${plain}/ipxe.efi` }))['boot-program']).toMatchObject({
    ...{ state: 'warning', finding: 'connection-lost' },
    ...{ evidence: containing('closes the connection'), fix: containing('keep-alive') },
  });
});

test('a server without a cipher that firmware has', async () => {
  await using modern = await StandIn.start({ ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' });
  const bootProgramUrl = `${modern.url('tinkerbell-haproxy')}/tink-stack/signed_ipxe.efi`;
  const steps = await checked({ bootProgramUrl, authority: modern.authority });
  expect(steps['boot-certificates']).toMatchObject({
    ...{ state: 'warning', finding: 'certificate-ciphers' },
    ...{ evidence: containing('no TLS 1.2 cipher'), fix: containing('DHE-RSA') },
  });
});

test('a script that is none, a small program, and an image of a CD-ROM', async () => {
  answer = file(Buffer.from('MZ'));
  const steps = await checked({ bootProgramUrl: `${plain}/x.efi`, bootScriptUrl: `${plain}/boot.ipxe` });
  expect(steps['boot-program']).toMatchObject({ state: 'warning', evidence: containing('2 bytes') });
  expect(steps['boot-script']).toMatchObject(failure('does not begin with #!ipxe', 'URL of the iPXE script'));
  answer = file(Buffer.alloc(100_000));
  expect((await checked({ bootProgramUrl: `${plain}/boot.iso` }))['boot-program']?.state).toBe('ok');
});
