import { expect, test } from 'vitest';
import { containing } from '../testing/matching.ts';
import { hostUri } from './host-uri.ts';

test.each([
  ['qemu:///system', { transport: 'unix', machine: null }],
  ['qemu:///session', { transport: 'unix', path: '/session' }],
  ['test:///default', { driver: 'test' }],
  ['qemu+ssh://root@lab-3:2222/system?keyfile=/k', { transport: 'ssh', machine: 'lab-3', port: 2222 }],
  ['qemu+ssh://[2001:db8::1]/system', { machine: '2001:db8::1' }],
  ['qemu+tls://lab-3/system?pkipath=/pki', { transport: 'tls', port: null }],
  ['qemu://lab-3/system', { transport: 'tls' }],
])('%s can be used', (uri, parts) => {
  expect(hostUri(uri)).toMatchObject(parts);
});

test.each([
  ['lab-3', 'is not a connection URI'],
  ['lxc:///system', 'the driver “lxc” is not supported'],
  ['qemu+ssh:///system', 'name the machine'],
  ['qemu+tcp://lab-3/system', 'unencrypted'],
  ['qemu+ssh://lab-3/', 'end it with /system or /session'],
  ['qemu+ssh://lab-3/system?command=/tmp/x', 'would run a program on the console'],
  ['qemu+tls://lab-3/system?no_verify=1', 'gives up knowing which machine answers'],
  ['qemu+ssh://-oProxyCommand=x/system', 'must not begin with a dash'],
  ['qemu+ssh://lab-3:70000/system', 'not between 1 and 65535'],
])('%s is refused, in the field uri', (uri, reason) => {
  expect(() => hostUri(uri)).toThrow(
    expect.objectContaining({ code: 'invalid', errors: [{ field: 'uri', message: containing(reason) }] }),
  );
});
