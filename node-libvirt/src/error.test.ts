import { describe, expect, it } from 'vitest';
import { ErrorCode } from './constants/error-codes.ts';
import { invalidArgument, isLibvirtError, LibvirtError } from './error.ts';

const details = { str1: 'a', str2: null, str3: null, int1: 1, int2: 2 };

describe('a LibvirtError', () => {
  it('is an Error with its own name', () => {
    const error = new LibvirtError({ kind: 'lost', code: ErrorCode.RPC, message: 'gone' });
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe('LibvirtError: gone');
    expect(error.stack).toContain('error.test.ts');
    expect(error).toMatchObject({ kind: 'lost', code: 39, domain: 0, level: 2 });
    expect(error.call).toBeUndefined();
    expect(error.details).toBeUndefined();
    expect('cause' in error).toBe(false);
  });

  it('keeps every field it is given', () => {
    const cause = new Error('why');
    const fields = {
      kind: 'libvirt',
      code: 42,
      message: 'm',
      domain: 10,
      level: 1,
      call: 'C',
      details,
      cause,
    } as const;
    expect(new LibvirtError(fields)).toMatchObject(fields);
  });

  it('takes the name of the call it ended, keeping everything else, and is its own cause', () => {
    const first = new LibvirtError({
      kind: 'libvirt',
      code: 42,
      message: 'm',
      domain: 10,
      level: 1,
      details,
    });
    const named = first.during('DOMAIN_CREATE');
    expect(named).not.toBe(first);
    expect(named).toMatchObject({
      kind: 'libvirt',
      code: 42,
      message: 'm',
      domain: 10,
      level: 1,
      details,
      call: 'DOMAIN_CREATE',
      cause: first,
    });
    expect(first.call).toBeUndefined();
  });

  it('keeps the first name it was given', () => {
    const named = new LibvirtError({ kind: 'lost', code: 39, message: 'm' }).during('FIRST');
    expect(named.during('SECOND')).toBe(named);
    expect(named.call).toBe('FIRST');
  });

  it('keeps the cause it had when it is named', () => {
    const cause = new Error('ECONNRESET');
    const named = new LibvirtError({ kind: 'lost', code: 39, message: 'm', cause }).during('CALL');
    expect(named.cause).toBe(cause);
  });
});

describe('isLibvirtError', () => {
  const error = new LibvirtError({ kind: 'libvirt', code: ErrorCode.NO_DOMAIN, message: 'm' });

  it('matches the code, if one is given', () => {
    expect(isLibvirtError(error)).toBe(true);
    expect(isLibvirtError(error, ErrorCode.NO_DOMAIN)).toBe(true);
    expect(isLibvirtError(error, ErrorCode.NO_NETWORK)).toBe(false);
  });

  it('is false for anything else', () => {
    for (const other of [
      undefined,
      null,
      'LibvirtError',
      new Error('x'),
      { name: 'LibvirtError', code: 42 },
    ]) {
      expect(isLibvirtError(other)).toBe(false);
    }
  });
});

it('an invalid argument is reported with its cause', () => {
  expect(invalidArgument('bad', 'why')).toMatchObject({
    kind: 'invalid',
    code: ErrorCode.INVALID_ARG,
    message: 'bad',
    cause: 'why',
  });
});
