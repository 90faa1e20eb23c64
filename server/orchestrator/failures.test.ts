import { expect, test } from 'vitest';
import { ConsoleError } from '../../lib/contract/error.ts';
import { bootServerFinding, connectionError, refusal } from './failures.ts';

const url = 'https://boot.test/signed_ipxe.efi';
const unreached = (code: string) =>
  connectionError('demo', url, Object.assign(new Error('anything'), { code }));
const answered = (status: number) => refusal('demo', url, { status, json: null, type: '', text: '' });

test.each([
  [unreached('ECONNREFUSED'), 'server-unreachable'],
  [unreached('CERT_HAS_EXPIRED'), 'certificate-dates'],
  [unreached('CERT_NOT_YET_VALID'), 'certificate-dates'],
  [unreached('ERR_TLS_CERT_ALTNAME_INVALID'), 'certificate-name'],
  [unreached('SELF_SIGNED_CERT_IN_CHAIN'), 'certificate-authority'],
  [answered(502), 'server-error'],
  // A limit of the API is no failure of the boot server.
  [answered(429), null],
  [answered(403), null],
  [new ConsoleError('no-artefacts', 'anything'), 'file-missing'],
])('%s amounts to %s', (error, finding) => {
  expect(bootServerFinding(error)).toBe(finding);
});
