import { DomainPausedReason, DomainState } from 'node-libvirt';
import { expect, test } from 'vitest';
import { stateInWords } from './states.ts';

test('a machine that ran out of storage is distinguished from a paused one', () => {
  const paused = (reason: number) => stateInWords(DomainState.PAUSED, reason);
  expect(paused(DomainPausedReason.IOERROR)).toEqual({ state: 'paused', reason: 'ioerror' });
  expect(paused(DomainPausedReason.USER)).toEqual({ state: 'paused', reason: 'user' });
});
