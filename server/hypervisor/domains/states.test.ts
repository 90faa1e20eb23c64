import { DomainPausedReason, DomainState } from 'node-libvirt';
import { expect, test } from 'vitest';
import { stateInWords } from './states.ts';

test('a machine without storage is told from one that somebody paused, in the words that core looks for', () => {
  const paused = (reason: number) => stateInWords(DomainState.PAUSED, reason);
  expect(paused(DomainPausedReason.IOERROR)).toEqual({ state: 'paused', reason: 'ioerror' });
  expect(paused(DomainPausedReason.USER)).toEqual({ state: 'paused', reason: 'user' });
});
