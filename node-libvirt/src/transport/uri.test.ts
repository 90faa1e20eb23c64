import { describe, expect, it } from 'vitest';
import { thrownBy } from '../testing/failures.ts';
import type { ConnectionURI, TransportParameters } from './uri.ts';
import { parseURI } from './uri.ts';

type Expected = Partial<Omit<ConnectionURI, 'parameters'>> & { parameters?: Partial<TransportParameters> };

const forms: [text: string, expected: Expected][] = [
  ['qemu:///system', { driver: 'qemu', transport: 'unix', path: '/system', name: 'qemu:///system' }],
  ['qemu:///session', { driver: 'qemu', transport: 'unix', path: '/session', name: 'qemu:///session' }],
  ['qemu+unix:///system', { driver: 'qemu', transport: 'unix', name: 'qemu:///system', host: undefined }],
  ['test:///default', { driver: 'test', transport: 'unix', path: '/default', name: 'test:///default' }],
  ['test:///path/file.xml', { driver: 'test', path: '/path/file.xml', name: 'test:///path/file.xml' }],
  ['test+unix:///default', { driver: 'test', transport: 'unix', name: 'test:///default' }],
  [
    'qemu+ssh://user@host:2222/system',
    { driver: 'qemu', transport: 'ssh', user: 'user', host: 'host', port: 2222, name: 'qemu:///system' },
  ],
  ['qemu+ssh://host/session', { user: undefined, host: 'host', port: undefined, name: 'qemu:///session' }],
  ['qemu+ssh:///system', { transport: 'ssh', host: undefined, name: 'qemu:///system' }],
  ['qemu://host/system', { transport: 'tls', host: 'host', name: 'qemu:///system' }],
  ['qemu+tls://host:1234/system', { transport: 'tls', host: 'host', port: 1234, name: 'qemu:///system' }],
  ['qemu+tls:///system', { transport: 'tls', host: undefined }],
  ['qemu+ssh://[fe80::1]:22/system', { transport: 'ssh', host: 'fe80::1', port: 22 }],
  ['qemu+tls://[::1]/system', { transport: 'tls', host: '::1', port: undefined }],
  ['qemu+tls://192.0.2.7/system', { host: '192.0.2.7' }],
  ['remote:///', { driver: '', transport: 'unix', name: '' }],
  ['remote+ssh://host/', { driver: '', transport: 'ssh', host: 'host', name: '' }],
  ['remote+tls://host/system', { driver: '', transport: 'tls', name: '' }],
  ['qemu+SSH://host/system', { driver: 'qemu', transport: 'ssh' }],
  ['qemu+Unix:///system', { transport: 'unix' }],
  ['qemu:/system', { driver: 'qemu', path: '/system', name: 'qemu:///system' }],
  ['qemu:///', { path: '/', name: 'qemu:///' }],
  ['qemu+tls://host:0/system', { port: undefined }],
  ['qemu+tls://host:/system', { host: 'host', port: undefined }],
  ['qemu+ssh://us%65r@ho%73t/system', { user: 'user', host: 'host' }],
  ['test:///with%20space.xml', { path: '/with space.xml', name: 'test:///with%20space.xml' }],
  ['qemu:///system#part', { path: '/system' }],
];

const queries: [query: string, expected: Expected][] = [
  ['socket=/run/my-sock', { parameters: { socket: '/run/my-sock' }, name: 'qemu:///system' }],
  ['SOCKET=/run/my-sock', { parameters: { socket: '/run/my-sock' }, name: 'qemu:///system' }],
  ['socket=%2frun%2Fa%20b', { parameters: { socket: '/run/a b' } }],
  ['keyfile=/home/u/key', { parameters: { keyfile: '/home/u/key' } }],
  ['mode=auto', { parameters: { mode: 'auto' } }],
  ['mode=legacy', { parameters: { mode: 'legacy' } }],
  ['mode=direct', { parameters: { mode: 'direct' }, name: 'qemu:///system' }],
  ['', { parameters: { mode: 'auto', noVerify: false, socket: undefined, proxy: undefined } }],
  ['name=test:///default', { name: 'test:///default' }],
  ['name=', { name: '' }],
  ['command=/usr/bin/my-ssh', { parameters: { command: '/usr/bin/my-ssh' } }],
  ['netcat=/bin/nc.openbsd', { parameters: { netcat: '/bin/nc.openbsd' } }],
  ['proxy=native', { parameters: { proxy: 'native' } }],
  ['known_hosts=/home/u/hosts', { parameters: { knownHosts: '/home/u/hosts' } }],
  ['pkipath=/tmp/pki', { parameters: { pkipath: '/tmp/pki' } }],
  ['no_verify=1', { parameters: { noVerify: true }, name: 'qemu:///system' }],
  ['no_verify=0', { parameters: { noVerify: false }, name: 'qemu:///system' }],
  ['No_Verify=-1', { parameters: { noVerify: true } }],
  ['no_tty=1&no_sanity=1&sshauth=agent&authfile=/a&known_hosts_verify=auto', { name: 'qemu:///system' }],
  ['auth=polkit', { name: 'qemu:///system' }],
  ['a=1&b=2', { name: 'qemu:///system?a=1&b=2' }],
  ['a=1;b=2', { name: 'qemu:///system?a=1&b=2' }],
  ['a', { name: 'qemu:///system?a=' }],
  ['a=x%26y', { name: 'qemu:///system?a=x%26y' }],
  ['a=1=2', { name: 'qemu:///system?a=1%3D2' }],
  ['=ignored&&a=1&', { name: 'qemu:///system?a=1' }],
  ['a=1;b=2&socket=/s', { name: 'qemu:///system?a=1%3Bb%3D2', parameters: { socket: '/s' } }],
  ['socket=/s&other=1&keyfile=k', { name: 'qemu:///system?other=1', parameters: { keyfile: 'k' } }],
  ['socket=/first&socket=/second', { parameters: { socket: '/second' } }],
];

describe('a connection URI', () => {
  it.each(forms)('%s is taken apart by the rules of libvirt', (text, expected) => {
    expect(parseURI(text)).toMatchObject(expected);
  });

  it.each(queries)('with ?%s is taken apart by the rules of libvirt', (query, expected) => {
    expect(parseURI(`qemu:///system?${query}`)).toMatchObject(expected);
  });

  it('takes parameters behind a host, too', () => {
    expect(parseURI('qemu+ssh://me@host:22/system?keyfile=k&socket=/s')).toMatchObject({
      user: 'me',
      host: 'host',
      port: 22,
      parameters: { keyfile: 'k', socket: '/s' },
    });
  });

  it.each([
    ['', 'nothing at all'],
    ['system', 'no scheme'],
    ['/system', 'no scheme'],
    ['://system', 'an empty scheme'],
    ['qemu+tcp://host/system', 'the unencrypted transport'],
    ['qemu+libssh://host/system', 'a transport that needs a C library'],
    ['qemu+libssh2://host/system', 'a transport that needs a C library'],
    ['qemu+ext:///system', 'a transport that is not supported'],
    ['qemu+carrier-pigeon://host/system', 'an unknown transport'],
    ['qemu+unix://host/system', 'a unix socket on another host'],
    ['qemu+ssh://-oProxyCommand=evil/system', 'a host that reads as an option'],
    ['qemu+ssh://%2doProxyCommand=evil/system', 'an escaped host that reads as an option'],
    ['qemu+ssh://-l@host/system', 'a user that reads as an option'],
    ['qemu+ssh://%2Dl@host/system', 'an escaped user that reads as an option'],
    ['qemu+tls://host:65536/system', 'a port out of range'],
    ['qemu+tls://host:port/system', 'a port that is no number'],
    ['qemu+tls://a:b:c/system', 'an IPv6 address without brackets'],
    ['qemu+tls://[::1/system', 'a bracket that is not closed'],
    ['qemu:///system?socket=%zz', 'a broken escape in a value'],
    ['qemu:///system?%zz=1', 'a broken escape in a name'],
    ['qemu:///%c3%28', 'an escape that is no UTF-8'],
    ['qemu:///system?mode=magic', 'an unknown mode'],
    ['qemu:///system?mode=', 'an empty mode'],
    ['qemu:///system?proxy=none', 'an unknown proxy'],
    ['qemu:///system?no_verify=yes', 'a flag that is no number'],
    ['qemu:///system?no_verify', 'a flag without a value'],
    ['qemu:///system?auth=sasl', 'an authentication that is not supported'],
    ['qemu:///system?tls_priority=NORMAL', 'a setting of GnuTLS'],
  ])('«%s» is refused as invalid (%s)', (text) => {
    expect(thrownBy(() => parseURI(text)).kind).toBe('invalid');
  });

  it('of any length is taken apart in no time', () => {
    const long = 'a'.repeat(200_000);
    const started = process.cpuUsage();
    for (const text of [
      long,
      `${long}://`,
      `qemu://${long}@${long}`,
      `qemu:///${long}?${long}`,
      '&'.repeat(9e4),
    ]) {
      try {
        parseURI(text);
      } catch {
        // Valid or not: the time is what counts.
      }
    }
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(2000);
  });

  it('takes ; as a separator behind an &, as libvirt does', () => {
    expect(parseURI('qemu:///system?a=1&b=2;socket=/s')).toMatchObject({ parameters: { socket: '/s' } });
  });
});
