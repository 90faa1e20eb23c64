import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { targetOf } from './target.ts';

test.for([
  [
    'qemu+ssh://admin@rack-1.example.org:2222/system',
    undefined,
    'rack-1.example.org',
    { ansible_host: 'rack-1.example.org', ansible_port: 2222, ansible_user: 'admin', host_user: 'admin' },
  ],
  ['qemu+ssh://rack-1/system', 'ven', 'rack-1', { ansible_host: 'rack-1', host_user: 'ven' }],
  [
    'qemu:///system',
    undefined,
    'this-machine',
    { ansible_connection: 'local', host_user: userInfo().username },
  ],
] as const)('%s for %s', ([uri, user, name, variables]) => {
  expect(targetOf(uri, user)).toEqual({ name, variables });
});

test('the name of a host of the console names its log', () => {
  expect(targetOf('qemu+ssh://rack-1/system', undefined, 'first').name).toBe('first');
});

test.for(['qemu+tls://rack-1/system', 'test:///default', 'qemu+ssh://-oProxyCommand=x/system', 'rack-1'])(
  '%s is refused',
  (uri) => {
    expect(() => targetOf(uri, undefined)).toThrow(/not reached by SSH|not a libvirt URI/);
  },
);
