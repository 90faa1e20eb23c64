import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ConsoleError } from '../lib/contract/error.ts';
import { fileError, listenError, readConfig } from './config.ts';
import { openDataDirectory } from './data-directory.ts';
import { readTls } from './tls-files.ts';
import { ownDirectory } from './testing/database.ts';

test('what nobody sets', () => {
  expect(readConfig({ HOME: '/x', PORT: '' })).toEqual({
    host: '127.0.0.1',
    port: 3000,
    baseUrl: null,
    tls: null,
    dataDirectory: path.resolve('data'),
    rulesDirectory: path.resolve('data/rules'),
    databaseUrl: `file:${path.resolve('data/console.db')}`,
    secretKey: null,
    libvirtUri: 'qemu:///system',
    admin: { email: 'admin@localhost', password: null },
    simulator: true,
    retention: { logDays: 90, logGiB: 5, historyDays: 400, historyNodes: 10_000 },
    metricsInterval: 5000,
    screenInterval: 3000,
    logLevel: 'info',
  });
});

test('what somebody sets', () => {
  const directory = ownDirectory();
  const { certificate, key } = ownCertificate(directory, 'ven');
  expect(
    readConfig({
      VEN_HOST: '0.0.0.0',
      PORT: '0',
      VEN_BASE_URL: 'https://ven.example.org/',
      VEN_TLS_CERT: certificate,
      VEN_TLS_KEY: key,
      VEN_DATA_DIR: directory,
      VEN_SIMULATOR: 'off',
      VEN_LOG_DAYS: '7',
      VEN_LOG_GIB: '20',
      VEN_METRICS_INTERVAL: '0',
      VEN_SCREENSHOT_INTERVAL: '0',
      VEN_ADMIN_PASSWORD: 'pass word',
    }),
  ).toMatchObject({
    host: '0.0.0.0',
    port: 0,
    baseUrl: 'https://ven.example.org',
    tls: { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') },
    databaseUrl: `file:${directory}/console.db`,
    simulator: false,
    metricsInterval: 0,
    screenInterval: 0,
    retention: { logDays: 7, logGiB: 20, historyDays: 400, historyNodes: 10_000 },
    admin: { password: 'pass word' },
  });
});

/** A certificate of today with its key, made by openssl. */
function ownCertificate(directory: string, name: string) {
  const certificate = path.join(directory, `${name}.pem`);
  const key = path.join(directory, `${name}.key`);
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const files = ['-keyout', key, '-out', certificate, '-days', '2', '-subj', `/CN=${name}`];
  execFileSync('openssl', ['req', '-x509', ...curve, ...files], { stdio: 'ignore' });
  return { certificate, key };
}

test('certificates that cannot be used are refused in one sentence with the variable and what to do', () => {
  const directory = ownDirectory();
  const own = ownCertificate(directory, 'own');
  const other = ownCertificate(directory, 'other');
  const nonsense = path.join(directory, 'nonsense');
  writeFileSync(nonsense, 'nonsense');
  const locked = path.join(directory, 'locked');
  execFileSync('openssl', ['pkey', '-in', own.key, '-aes256', '-passout', 'pass:word', '-out', locked]);
  const said = (files: Partial<typeof own>, now = Date.now()) => {
    const read = readTls({ ...own, ...files }, now);
    return 'problem' in read ? `${read.problem.field}: ${read.problem.message}` : 'usable';
  };
  const year = 365 * 86_400_000;
  expect(said({})).toBe('usable');
  expect(said({ certificate: '/nowhere' })).toMatch(/^VEN_TLS_CERT: there is no file \/nowhere: /);
  expect(said({ key: directory })).toMatch(/^VEN_TLS_KEY: .* is a directory: /);
  expect(said({ certificate: nonsense })).toMatch(/^VEN_TLS_CERT: .* is no certificate in PEM /);
  expect(said({ certificate: own.key })).toMatch(/^VEN_TLS_CERT: .* is a private key: /);
  expect(said({ key: nonsense })).toMatch(/^VEN_TLS_KEY: .* is no private key in PEM /);
  expect(said({ key: own.certificate })).toMatch(/^VEN_TLS_KEY: .* is no private key in PEM /);
  expect(said({ key: locked })).toMatch(/^VEN_TLS_KEY: .* has a passphrase/);
  expect(said({ key: other.key })).toMatch(/^VEN_TLS_KEY: .* does not belong to the certificate /);
  expect(said({}, Date.now() + year)).toMatch(/^VEN_TLS_CERT: .* expired on .*: renew it$/);
  expect(said({}, Date.now() - year)).toMatch(/^VEN_TLS_CERT: .* is valid from /);
});

test.each([
  ['PORT', '65536'],
  ['PORT', '3000x'],
  ['VEN_HOST', 'example.org'],
  ['VEN_BASE_URL', 'ftp://x'],
  ['VEN_BASE_URL', 'x'],
  ['VEN_SECRET_KEY', 'short'],
  ['VEN_LIBVIRT_URI', 'system'],
  ['VEN_ADMIN_EMAIL', 'nobody'],
  ['VEN_ADMIN_PASSWORD', 'hunter2'],
  ['VEN_SIMULATOR', 'yes'],
  ['VEN_LOG_DAYS', '0'],
  ['VEN_LOG_GIB', '1.5'],
  ['VEN_HISTORY_DAYS', '-1'],
  ['VEN_METRICS_INTERVAL', '5s'],
  ['VEN_LOG_LEVEL', 'loud'],
  ['VEN_ALLOW_INSECURE', 'true'],
  ['VEN_TLS_CERT', '/nowhere'],
])('%s=%s is refused by name, without its value', (field, value) => {
  const other = field === 'VEN_TLS_CERT' ? { VEN_TLS_KEY: '/nowhere' } : {};
  const error = refusal({ [field]: value, ...other });
  expect(error.message).toContain(`${field}: `);
  expect(error.fix).toContain(field);
  if (field === 'VEN_ADMIN_PASSWORD') expect(error.message).not.toContain(value);
});

function refusal(env: Record<string, string>): ConsoleError {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConsoleError) return error;
  }
  throw new Error('not refused');
}

test('all that is wrong is named at once', () => {
  const { errors } = refusal({ PORT: 'x', VEN_LOG_LEVEL: 'x' });
  expect(errors.map(({ field }) => field)).toEqual(['PORT', 'VEN_LOG_LEVEL']);
});

test('other machines need TLS, or somebody who says that it is all right', () => {
  expect(refusal({ VEN_HOST: '192.0.2.1' }).fix).toContain('VEN_HOST');
  expect(refusal({ VEN_HOST: '::' }).message).toContain('VEN_ALLOW_INSECURE=1');
  expect(readConfig({ VEN_HOST: '::', VEN_ALLOW_INSECURE: '1' }).host).toBe('::');
  for (const host of ['localhost', '::1', '127.0.0.2']) {
    expect(readConfig({ VEN_HOST: host }).host).toBe(host);
  }
  expect(refusal({ VEN_TLS_KEY: '/x' }).message).toContain('VEN_TLS_CERT: is needed too');
});

test('the data directory is its owner’s alone', () => {
  const directory = path.join(ownDirectory(), 'a', 'b');
  openDataDirectory(directory);
  openDataDirectory(directory);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  const file = path.join(directory, 'file');
  writeFileSync(file, '');
  expect(() => openDataDirectory(file)).toThrow(`${file} cannot be used: it is not a directory`);
  expect(() => openDataDirectory(path.join(file, 'below'))).toThrow('ENOTDIR');
});

test('a data directory that others can look into is closed, unless it is not ours alone', () => {
  const directory = path.join(ownDirectory(), 'data');
  mkdirSync(directory);
  writeFileSync(path.join(directory, 'secret.key'), '');
  chmodSync(directory, 0o755);
  expect(openDataDirectory(directory)).toBeNull();
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  chmodSync(directory, 0o755);
  chmodSync(path.join(directory, 'secret.key'), 0o644);
  writeFileSync(path.join(directory, 'something else'), '');
  expect(openDataDirectory(directory)).toContain(`chmod go-rwx ${directory}`);
  expect(statSync(directory).mode & 0o777).toBe(0o755);
  expect(statSync(path.join(directory, 'secret.key')).mode & 0o777).toBe(0o600);
});

test('where no folder can be made, that is said at once', () => {
  const directory = '/proc/no-such/below';
  expect(() => openDataDirectory(directory)).toThrow(`${directory} cannot be used: ENOENT`);
});

test('a full disk and other errors of files come with what to do', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(fileError(full, { dataDirectory: '/srv/ven' })).toMatchObject({
    message: 'A file of the console cannot be used: ENOSPC: no space left on device, write.',
    fix: 'Free some space on the disk of /srv/ven, or set VEN_DATA_DIR to another place.',
  });
  expect(fileError('x', { dataDirectory: '/srv/ven' })).toBe('x');
});

test('a port in use is said so', async () => {
  const first = createServer();
  first.listen(0, '127.0.0.1');
  await once(first, 'listening');
  onTestFinished(() => void first.close());
  const address = first.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const second = createServer();
  second.listen(port, '127.0.0.1');
  const error = await refusalOf(second);
  expect(listenError(error, { host: '127.0.0.1', port })).toMatchObject({
    code: 'port-in-use',
    message: `Port ${port} of 127.0.0.1 is in use by another program.`,
  });
  expect(listenError('x', { host: '', port })).toBe('x');
});

function refusalOf(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.once('error', resolve));
}
