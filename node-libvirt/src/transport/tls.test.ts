import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failures.ts';
import { certificatePaths, defaultTLSPort, dialTLS } from './tls.ts';

const system = {
  ca: '/etc/pki/CA/cacert.pem',
  crl: '/etc/pki/CA/cacrl.pem',
  certificate: '/etc/pki/libvirt/clientcert.pem',
  key: '/etc/pki/libvirt/private/clientkey.pem',
};
const own = {
  ca: '/home/u/.pki/libvirt/cacert.pem',
  crl: '/home/u/.pki/libvirt/cacrl.pem',
  certificate: '/home/u/.pki/libvirt/clientcert.pem',
  key: '/home/u/.pki/libvirt/clientkey.pem',
};

function around(isRoot: boolean, ...present: string[]) {
  return { isRoot, home: '/home/u', exists: (path: unknown) => present.includes(String(path)) };
}

describe('the certificates', () => {
  it('of root are the system’s, whatever is in its home', () => {
    expect(certificatePaths(undefined, around(true, ...Object.values(own)))).toEqual(system);
  });

  it('of a user are its own where they are there', () => {
    expect(certificatePaths(undefined, around(false, ...Object.values(own)))).toEqual(own);
    expect(certificatePaths(undefined, around(false))).toEqual(system);
    expect(certificatePaths(undefined, around(false, own.ca))).toEqual({ ...system, ca: own.ca });
    expect(certificatePaths(undefined, around(false, own.crl))).toEqual({ ...system, crl: own.crl });
  });

  it('and the key belong together: one without the other is not used', () => {
    expect(certificatePaths(undefined, around(false, own.certificate))).toEqual(system);
    expect(certificatePaths(undefined, around(false, own.key))).toEqual(system);
    expect(certificatePaths(undefined, around(false, own.key, own.certificate))).toEqual({
      ...system,
      certificate: own.certificate,
      key: own.key,
    });
  });

  it('of an explicit directory are all there, looked at or not', () => {
    for (const isRoot of [true, false]) {
      expect(certificatePaths('/my/pki', around(isRoot))).toEqual({
        ca: '/my/pki/cacert.pem',
        crl: '/my/pki/cacrl.pem',
        certificate: '/my/pki/clientcert.pem',
        key: '/my/pki/clientkey.pem',
      });
    }
  });

  it('that are missing refuse the connection, naming the file', async () => {
    const target = { host: 'localhost', port: defaultTLSPort, pkipath: '/does/not/exist', verify: true };
    const error = await failureOf(dialTLS(target, undefined));
    expect(error.kind).toBe('refused');
    expect(error.message).toContain('/does/not/exist/');
  });
});

it('the port of libvirt over TLS is 16514', () => {
  expect(defaultTLSPort).toBe(16_514);
});
