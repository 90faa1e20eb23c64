// @ts-check
import { operator } from '../../host-facts/daemons.mjs';
import { readStrayLocks } from '../../host-facts/pty-locks.mjs';
import { judged } from '../../lib/host-rules/rules.mjs';
import { complaint, run } from '../command.mjs';
import { findingOf } from './finding.mjs';
import { privilege } from './privilege.mjs';

/** @typedef {import('./finding.mjs').Step} Step */

/** @type {Step} */
export const ptyLocks = {
  name: 'locks on terminals',
  for: ['test', 'start', 'dev'],
  after: ['libvirt'],
  async inspect() {
    const strayLocks = readStrayLocks();
    const verdict = judged('pty-locks', { strayLocks }, operator());
    if (verdict.status === 'ok') return findingOf(verdict);
    const { granted, elevate } = await privilege();
    const remove = ['rm', '-f', ...strayLocks.map(({ file }) => file)];
    const repair = async () => {
      const result = await run(elevate(remove));
      if (result.code !== 0) throw new Error(complaint(result));
    };
    return findingOf(verdict, granted ? repair : undefined);
  },
};
