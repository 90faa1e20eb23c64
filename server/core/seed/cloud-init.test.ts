import { expect, test } from 'vitest';
import { seed } from '../../../lib/contract/boot-source.ts';
import { hostNameOf, seedFiles } from './cloud-init.ts';

const NODE = { name: 'edge_1.lab', uuid: '6e2c7ad0-5a3b-4b8b-9d6a-0c5b1f7a9e01', mac: '52:54:00:1a:2b:3c' };
const KEY = `ssh-ed25519 AAAA${'b'.repeat(64)} me@here`;

const filesOf = (...args: Parameters<typeof seedFiles>) =>
  Object.fromEntries(seedFiles(...args).map(({ name, content }) => [name, content]));

test('everything that was chosen', () => {
  const script = '#!/bin/sh\necho "it\'s: {up}"\n';
  const chosen = seed.parse({ user: 'edge', sshKeys: [KEY], packages: ['curl'], script });
  const files = filesOf(NODE, chosen, '$6$salt$hash');
  expect(files['meta-data']).toBe(`instance-id: ${NODE.uuid}\nlocal-hostname: edge-1-lab\n`);
  expect(JSON.parse(files['network-config'] ?? '')).toEqual({
    version: 2,
    ethernets: { nic0: { match: { macaddress: NODE.mac }, dhcp4: true } },
  });
  const [header, ...rest] = (files['user-data'] ?? '').split('\n');
  expect(header).toBe('#cloud-config');
  expect(JSON.parse(rest.join('\n'))).toMatchObject({
    hostname: 'edge-1-lab',
    users: [{ name: 'edge', lock_passwd: false, passwd: '$6$salt$hash', ssh_authorized_keys: [KEY] }],
    ssh_pwauth: true,
    packages: ['curl'],
    write_files: [{ content: script, permissions: '0755' }],
  });
});

test('a proxy is there for apt, and for whoever logs in', () => {
  const proxy = 'http://proxy.lab:3128';
  const chosen = seed.parse({ proxy, proxyExcept: ['.lab', '10.0.0.0/8'], script: '#!/bin/sh\n' });
  const [, ...rest] = (filesOf(NODE, chosen, null)['user-data'] ?? '').split('\n');
  const direct = 'localhost,127.0.0.1,::1,.lab,10.0.0.0/8';
  expect(JSON.parse(rest.join('\n'))).toMatchObject({
    apt: { http_proxy: proxy, https_proxy: proxy },
    write_files: [
      {
        ...{ path: '/etc/environment', append: true },
        content: [
          ...[`http_proxy=${proxy}`, `HTTP_PROXY=${proxy}`, `https_proxy=${proxy}`, `HTTPS_PROXY=${proxy}`],
          ...[`no_proxy=${direct}`, `NO_PROXY=${direct}`, ''],
        ].join('\n'),
      },
      { content: '#!/bin/sh\n' },
    ],
  });
});

test('without a password, nobody can log in with one', () => {
  const files = filesOf(NODE, seed.parse({}), null);
  expect(files['user-data']).toContain('"lock_passwd": true');
  expect(files['user-data']).toContain('"ssh_pwauth": false');
  for (const absent of ['passwd"', 'packages', 'write_files', 'apt"', 'ssh_authorized_keys'])
    expect(files['user-data']).not.toContain(`"${absent}`);
});

test.each([
  ['edge-1', 'edge-1'],
  ['Edge_1..x', 'Edge-1-x'],
  ['a_', 'a'],
])('the host name of %s is %s', (name, host) => {
  expect(hostNameOf(name)).toBe(host);
});
