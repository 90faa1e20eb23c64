import { describe, expect, it } from 'vitest';
import { failureOf, thrownBy } from '../testing/failures.ts';
import { dialFor } from './dial.ts';
import { parseURI } from './uri.ts';

const careful = { readOnly: false, allowUnverified: false, sshOptions: [] };

describe('choosing how to reach a daemon', () => {
  it.each(['qemu+tls://host/system?no_verify=1', 'qemu+ssh://host/system?no_verify=1'])(
    'refuses %s unless that is allowed',
    (text) => {
      const uri = parseURI(text);
      const error = thrownBy(() => dialFor(uri, careful));
      expect(error.kind).toBe('invalid');
      expect(error.message).toContain('allowUnverified');
      expect(dialFor(uri, { ...careful, allowUnverified: true })).toBeTypeOf('function');
      expect(dialFor(parseURI(text.replace('=1', '=0')), careful)).toBeTypeOf('function');
    },
  );

  it('uses the socket a URI names', async () => {
    const dial = dialFor(parseURI('qemu:///system?socket=/does/not/exist'), careful);
    const error = await failureOf(dial(undefined));
    expect(error.kind).toBe('refused');
    expect(error.message).toContain('/does/not/exist');
  });

  it('uses the program a URI names', async () => {
    const dial = dialFor(parseURI('qemu+ssh://host/system?command=/does/not/exist'), careful);
    expect((await failureOf(dial(undefined))).message).toContain('/does/not/exist');
  });

  it('uses the certificates a URI names', async () => {
    const dial = dialFor(parseURI('qemu+tls://localhost:1/system?pkipath=/does/not/exist'), careful);
    expect((await failureOf(dial(undefined))).message).toContain('/does/not/exist');
  });

  it('refuses the modular daemon over ssh before anything is started', () => {
    const uri = parseURI('qemu+ssh://host/system?mode=direct');
    expect(thrownBy(() => dialFor(uri, careful)).kind).toBe('invalid');
  });

  it('does not dial before it is asked to', () => {
    expect(dialFor(undefined, careful)).toBeTypeOf('function');
    expect(dialFor(parseURI('qemu+ssh://host/system'), careful)).toBeTypeOf('function');
  });
});
