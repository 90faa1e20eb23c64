import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { expectInOrder } from './support/in-order.ts';
import {
  artefactDirectory,
  files,
  newStateDirectory,
  prepareSimulators,
  simulated,
} from './support/simulated.ts';
import { run } from './support/program.ts';
import { startSimulator } from '../src/simulator.ts';
import { LIKE_REAL } from '../src/strictness.ts';

prepareSimulators();

const BOOT_FILES = ['signed_ipxe.efi', 'vmlinuz-x86_64', 'initramfs-x86_64'];

test('boot files: HEAD returns the size, GET the bytes, on both ports', async () => {
  const client = await simulated();
  for (const ask of [client.http.bind(client), client.https.bind(client)]) {
    for (const name of BOOT_FILES) {
      const head = await ask(`/tink-stack/${name}`, { method: 'HEAD' });
      expect([head.status, head.headers['content-length'], head.bytes.length]).toEqual([
        200,
        String(files[name]?.length),
        0,
      ]);
      const whole = await ask(`/tink-stack/${name}`);
      expect(whole.bytes.equals(files[name] ?? Buffer.alloc(0))).toBe(true);
      expect(whole.headers['accept-ranges']).toBe('bytes');
    }
  }
  const image = await client.http('/images/ubuntu.raw.gz');
  expect(image.bytes.equals(files['ubuntu.raw.gz'] ?? Buffer.alloc(0))).toBe(true);
});

test('ranges and ETags', async () => {
  const client = await simulated();
  const kernel = files['vmlinuz-x86_64'] ?? Buffer.alloc(0);
  const path = '/tink-stack/vmlinuz-x86_64';
  const total = kernel.length;
  const ask = (range: string) => client.http(path, { headers: { range } });
  const cases: [string, number, number][] = [
    ['bytes=0-99', 0, 99],
    ['bytes=100000-', 100_000, total - 1],
    ['bytes=-500', total - 500, total - 1],
    [`bytes=5-${total * 2}`, 5, total - 1],
  ];
  for (const [range, start, end] of cases) {
    const reply = await ask(range);
    expect([reply.status, reply.headers['content-range']]).toEqual([206, `bytes ${start}-${end}/${total}`]);
    expect(reply.headers['content-length']).toBe(String(end - start + 1));
    expect(reply.bytes.equals(kernel.subarray(start, end + 1))).toBe(true);
  }
  for (const range of [`bytes=${total}-`, 'bytes=9-3']) {
    const reply = await ask(range);
    expect([reply.status, reply.headers['content-range']]).toEqual([416, `bytes */${total}`]);
  }
  for (const range of ['bytes=', 'lines=1-2', 'bytes=0-1,5-6', 'bytes=a-b']) {
    expect((await ask(range)).status).toBe(200);
  }
  const { etag } = (await client.http(path, { method: 'HEAD' })).headers;
  const unchanged = await client.http(path, { headers: { 'if-none-match': String(etag) } });
  expect([unchanged.status, unchanged.bytes.length]).toEqual([304, 0]);
  expect(etag).toBe(`"${createHash('sha256').update(kernel).digest('hex')}"`);
});

test('nothing but the listed names is served, however the path is written', async () => {
  const client = await simulated();
  const paths = [
    '/tink-stack/../state.json',
    '/tink-stack/../../../../etc/passwd',
    '/tink-stack/..%2f..%2fetc%2fpasswd',
    '/tink-stack/%2e%2e/manifest.json',
    '/tink-stack/manifest.json',
    '/tink-stack/keys/../vmlinuz-x86_64',
    '/tink-stack//vmlinuz-x86_64',
    '/tink-stack/of/../vmlinuz-x86_64/',
    '/tink-stack/of/x%0aecho/boot.ipxe%00',
    '/images/../tls/ca.key',
    '/images/vmlinuz-x86_64',
    '/images/',
    '/tink-stack/',
    '/tink-stack/toString',
    `/tink-stack/${'a'.repeat(5000)}`,
  ];
  for (const path of paths) {
    const reply = await client.http(path);
    expect([path, reply.status]).toEqual([path, 404]);
  }
  expect((await client.http('/tink-stack/vmlinuz-x86_64', { method: 'POST', body: 'x' })).status).toBe(405);
});

test('boot.ipxe prints the real messages in order, and identifies the node from then on', async () => {
  const client = await simulated();
  const first = (await client.http('/tink-stack/boot.ipxe')).text;
  const { httpUrl, cluster } = client.simulator;
  expectInOrder(first, [
    '#!ipxe',
    'echo ==== iPXE boot success, chainloading Micro-OS ====',
    'echo => Registering with Network',
    `echo Unable to obtain the IP address && echo RETRY NO \${idx}`,
    'echo Network Configuration Done',
    'echo Network Configuration',
    'echo => Chainloading to Micro-OS download iPXE script',
    `chain \${tink_url}/of/\${node}/boot.ipxe`,
    `echo Unable to reach the edge orchestrator to proceed with the next step && echo RETRY NO \${idx}`,
    'echo Error: Unable to obtain the IP address, even after multiple attempts.',
    'echo Retry with UEFI HTTP Boot again.',
    'echo Error: Unable to reach the edge orchestrator to proceed with the next step.',
    'echo Retry with UEFI HTTP Boot again.',
  ]);
  expect(first).toContain(`set tink_url ${httpUrl}/tink-stack\n`);
  const second = (await client.http('/tink-stack/of/VH001N100M01/boot.ipxe')).text;
  expectInOrder(second, [
    '#!ipxe',
    'echo Loading the Micro-OS download iPXE script...',
    'echo Starting to download the Micro-OS image',
    `set download-url ${httpUrl}/tink-stack/of/VH001N100M01`,
    `imgfetch --timeout=-1 \${download-url}/vmlinuz-\${arch}`,
    `echo Unable to load \${download-url}/vmlinuz-\${arch} && echo RETRY NO \${idx}`,
    `initrd --timeout=-1 \${download-url}/initramfs-\${arch}`,
    `imgargs vmlinuz-\${arch} initrd=initramfs-\${arch} cryptomgr.notests no_timer_check console=tty0 console=ttyS1,115200 sim.base=${httpUrl} sim.cluster=${cluster} worker_id=\${bootdevmac} sim.prompt_timeout=50 sim.prompt_delay=0`,
    'echo The Micro-OS image downloaded successfully, booting into the Micro-OS...',
    'echo Could not load resources.',
    'echo Retry with UEFI HTTP Boot again\nshell',
  ]);
  expect((await client.http('/tink-stack/of/VH001N100M01/vmlinuz-x86_64')).bytes.length).toBe(600_000);
  // The client has the last byte a moment before the server knows that it has.
  await expect
    .poll(() => client.fetches())
    .toMatchObject([
      {},
      {},
      {
        serial: 'VH001N100M01',
        path: '/tink-stack/of/VH001N100M01/vmlinuz-x86_64',
        status: 200,
        complete: true,
      },
    ]);
});

test('the kernel is quiet, and the micro-OS offers a login, as in the real orchestrator', async () => {
  const client = await simulated({ strictness: { ...LIKE_REAL, bootPort: null } });
  const script = (await client.http('/tink-stack/of/VH001N100M01/boot.ipxe')).text;
  expect(script).toMatch(/ console=ttyS1,115200 quiet loglevel=2 sim\.base=.* sim\.login=on\n/);
});

test('a script asked for under a service’s name leads to the address, where everything is served', async () => {
  const client = await simulated();
  const host = `tinkerbell-haproxy.${client.simulator.cluster}`;
  const named = await client.http('/tink-stack/boot.ipxe', { headers: { host } });
  expect(named.text).toContain(`set tink_url ${client.simulator.httpUrl}/`);
  const port = new URL(client.simulator.httpUrl).port;
  const translated = await client.http('/tink-stack/boot.ipxe', { headers: { host: `10.0.2.2:${port}` } });
  expect(translated.text).toContain(`set tink_url http://10.0.2.2:${port}/tink-stack`);
  const evil = await client.http('/tink-stack/boot.ipxe', { headers: { host: `a b\${x}` } });
  expect(evil.text).toContain(`set tink_url ${client.simulator.httpUrl}/`);
});

test('the CA that nodes get is the one that signed the server', async () => {
  const client = await simulated();
  const certificate = await client.http('/tink-stack/keys/Full_server.crt');
  expect(certificate.text).toBe(client.simulator.authority);
});

test('TLS as OVMF does it: TLS 1.2, DHE-RSA, and the connection kept between HEAD and GET', async () => {
  const client = await simulated();
  const { port } = new URL(client.simulator.httpsUrl);
  const authority = join(await newStateDirectory(), 'ca.crt');
  await writeFile(authority, client.simulator.authority);
  for (const cipher of [
    'DHE-RSA-AES256-GCM-SHA384',
    'DHE-RSA-AES128-GCM-SHA256',
    'AES256-SHA256',
    'AES128-SHA256',
  ]) {
    const args = ['s_client', '-connect', `127.0.0.1:${port}`, '-tls1_2', '-cipher', cipher];
    const handshake = await run('openssl', [
      ...args,
      '-CAfile',
      authority,
      '-verify_return_error',
      '-verify_ip',
      '127.0.0.1',
    ]);
    expect(handshake.output).toContain('Verify return code: 0 (ok)');
    expect(handshake.output).toMatch(new RegExp(`Cipher\\s*(?:is|:) ${cipher}`));
  }
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: client.simulator.authority });
  onTestFinished(() => agent.destroy());
  const ports = new Set<number | undefined>();
  for (const method of ['HEAD', 'GET', 'HEAD', 'GET']) {
    const reply = await client.https('/tink-stack/signed_ipxe.efi', { method, agent });
    expect([reply.status, reply.headers.connection]).toEqual([200, 'keep-alive']);
    for (const socket of Object.values(agent.freeSockets).flat()) ports.add(socket?.localPort);
  }
  expect(ports.size).toBe(1);
});

test('the certificate is good for every one of the orchestrator’s names', async () => {
  const client = await simulated({ cluster: 'kind.internal' });
  const services = [
    'api',
    'keycloak',
    'tinkerbell-haproxy',
    'tinkerbell-nginx',
    'onboarding-stream',
    'onboarding-node',
  ];
  for (const name of [...services, 'tinkerbell-server', 'infra-node', 'release', 'web-ui']) {
    const servername = `${name}.kind.internal`;
    const reply = await client.https('/', { servername });
    // Answered, and asked for the admin token.
    expect(reply.status).toBe(401);
  }
  await expect(client.https('/', { servername: 'api.other.internal' })).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
});

test('artefacts that are not those of their manifest are refused at the start', async () => {
  const stateDirectory = await newStateDirectory();
  const start = (directory: string) =>
    startSimulator({ listen: '127.0.0.1', stateDirectory, artefactDirectory: directory });
  await expect(start('/nonexistent')).rejects.toMatchObject({ code: 'artefacts-unreadable' });
  const broken = await newStateDirectory();
  await writeFile(join(broken, 'manifest.json'), '{"artefacts":[{"name":"x"}]}');
  await expect(start(broken)).rejects.toMatchObject({ code: 'artefacts-unreadable' });
  const artefacts = [{ name: 'signed_ipxe.efi', bytes: 5, sha256: '0'.repeat(64) }];
  await writeFile(join(broken, 'manifest.json'), JSON.stringify({ artefacts }));
  await expect(start(broken)).rejects.toThrow(/is missing: build the artefacts again/);
  await writeFile(join(broken, 'signed_ipxe.efi'), 'four');
  await expect(start(broken)).rejects.toThrow(/has 4 bytes, not 5/);
  expect(artefactDirectory()).not.toBe(broken);
});
