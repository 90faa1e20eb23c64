import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { signatureLists } from '../firmware/signature-list.ts';
import { readKeyDatabase, signersMissing, withSignersEnrolled } from './key-database.ts';
import { describeVariables } from './efi-variables.ts';
import { SECURITY_DATABASE_GUID } from './guid.ts';
import { readVariableStore, type Variable, withVariables } from './variable-store.ts';
import { newCertificate } from '../../testing/certificate.ts';

const FILE = { path: '/nvram/one_VARS.fd', format: 'raw' } as const;
const DISTRIBUTION = readFileSync('/usr/share/OVMF/OVMF_VARS_4M.ms.fd');
const { variables } = readVariableStore(DISTRIBUTION);

const described = (of: readonly Variable[]) =>
  describeVariables(readVariableStore(withVariables(DISTRIBUTION, of)), FILE);
const subjects = (of: readonly Variable[]) =>
  Object.fromEntries(
    described(of).keys.map(({ name, certificates }) => [name, certificates.map(({ subject }) => subject)]),
  );

test('a certificate joins those of the distribution, and only the one enrolled before makes room', () => {
  const [first, second] = [newCertificate('/CN=first'), newCertificate('/CN=second')];
  const before = subjects(variables);
  const once = withSignersEnrolled(variables, first);
  expect(subjects(once)).toEqual({ ...before, db: [...(before.db ?? []), 'CN=first'] });
  expect(described(once).secureBoot).toBe('on');
  expect(withSignersEnrolled(once, first)).toEqual(once);
  expect(subjects(withSignersEnrolled(once, second)).db).toEqual([...(before.db ?? []), 'CN=second']);
  expect(signersMissing(described(once).keys, first)).toEqual([]);
  expect(signersMissing(described(once).keys, `${first}\n${second}`)).toEqual(['CN=second']);
});

test('firmware without keys gets a db', () => {
  const [db, ...others] = withSignersEnrolled([], newCertificate('/CN=only'));
  expect(others).toEqual([]);
  expect(db).toMatchObject({ name: 'db', guid: SECURITY_DATABASE_GUID, attributes: 0x27 });
  expect(readKeyDatabase(db?.data ?? Buffer.alloc(0)).certificates).toMatchObject([{ subject: 'CN=only' }]);
});

test('a damaged database is left alone', () => {
  const data = signatureLists(newCertificate('/CN=one')).subarray(0, -1);
  const damaged = { ...withSignersEnrolled([], newCertificate('/CN=other'))[0], data };
  const all = [
    {
      name: 'db',
      guid: SECURITY_DATABASE_GUID,
      attributes: 0x27,
      authentication: Buffer.alloc(28),
      ...damaged,
    },
  ];
  expect(() => withSignersEnrolled(all, newCertificate('/CN=more'))).toThrow('in the middle of a list');
});
