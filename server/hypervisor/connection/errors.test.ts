import { ErrorCode, LibvirtError } from 'node-libvirt';
import { expect, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { toConsoleError } from './errors.ts';

const eacces = Object.assign(new Error('denied'), { code: 'EACCES' });
const noSpace = { str1: null, str2: null, str3: null, int1: 28, int2: -1 };

test.each([
  ['host-permission', { kind: 'refused', code: ErrorCode.NO_CONNECT, cause: eacces }],
  ['host-permission', { kind: 'refused', code: ErrorCode.AUTH_UNAVAILABLE, call: 'AUTH_POLKIT' }],
  ['host-unreachable', { kind: 'refused', code: ErrorCode.NO_CONNECT }],
  ['host-unreachable', { kind: 'lost', code: ErrorCode.RPC }],
  ['not-found', { kind: 'libvirt', code: ErrorCode.NO_DOMAIN }],
  ['conflict', { kind: 'libvirt', code: ErrorCode.OPERATION_INVALID }],
  ['no-capacity', { kind: 'libvirt', code: ErrorCode.SYSTEM_ERROR, details: noSpace }],
  ['host-refused', { kind: 'libvirt', code: ErrorCode.INTERNAL_ERROR }],
  ['internal', { kind: 'invalid', code: ErrorCode.INVALID_ARG }],
] as const)('%s: %j', (code, fields) => {
  const cause = new LibvirtError({ message: 'libvirt’s words', ...fields });
  const error = toConsoleError(cause, 'starting a');
  expect(error).toBeInstanceOf(ConsoleError);
  expect(error).toMatchObject({ code, message: 'starting a failed: libvirt’s words', cause });
  expect(error).not.toMatchObject({ fix: '' });
});

test('what is not libvirt’s stays what it is', () => {
  const mistake = new TypeError('x is undefined');
  expect(toConsoleError(mistake, 'starting a')).toBe(mistake);
});
