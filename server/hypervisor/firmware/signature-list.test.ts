import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { signatureLists } from './signature-list.ts';
import { newCertificate } from '../../testing/certificate.ts';

test('each certificate of the text is a list of one', () => {
  const pems = [newCertificate('/CN=one'), newCertificate('/CN=two')];
  let rest = signatureLists(`# a comment\n${pems.join('\n')}`);
  for (const pem of pems) {
    const der = new X509Certificate(pem).raw;
    expect(rest.subarray(0, 16).toString('hex')).toBe('a159c0a5e494a74a87b5ab155c2bf072');
    expect([16, 20, 24].map((offset) => rest.readUInt32LE(offset))).toEqual([
      44 + der.length,
      0,
      16 + der.length,
    ]);
    expect(rest.subarray(44, 44 + der.length)).toEqual(der);
    rest = rest.subarray(44 + der.length);
  }
  expect(rest).toHaveLength(0);
});

test.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
  '%j is refused',
  (pem) => {
    expect(() => signatureLists(pem)).toThrow(expect.objectContaining({ code: 'invalid' }));
  },
);
