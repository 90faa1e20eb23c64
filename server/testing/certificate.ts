import { execFileSync } from 'node:child_process';

/** A self-signed certificate as PEM, whose key nobody has. */
export function newCertificate(subject: string): string {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null'];
  const output = execFileSync('openssl', ['req', '-x509', ...curve, '-subj', subject], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return output.slice(output.indexOf('-----BEGIN CERTIFICATE'));
}
