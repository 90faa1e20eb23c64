import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { newCertificate } from '../../../server/testing/certificate.ts';
import { certificateText } from './certificate-text.ts';

test('DER becomes PEM, and PEM stays as it is', () => {
  const certificate = new X509Certificate(newCertificate('/CN=any'));
  expect(certificateText(certificate.raw)).toBe(certificate.toString());
  const text = `a comment\n${certificate.toString()}`;
  expect(certificateText(new TextEncoder().encode(text))).toBe(text);
});
