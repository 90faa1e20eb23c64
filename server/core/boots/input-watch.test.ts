import { expect, test } from 'vitest';
import { type Finding, type PromptFinding } from '../../../lib/domain/recogniser/findings.ts';
import { InputWatch } from './input-watch.ts';

const LOCKED = { port: 0, reason: 'it is locked by process 13', fix: 'Remove the lock file.' };
const asks = (port: number, offset: number): PromptFinding => ({
  ...{ kind: 'prompt', prompt: 'username', port, offset, line: 'Username:' },
});

function watching(...refused: (typeof LOCKED)[]) {
  let waiting: PromptFinding[] = [];
  const told: Finding[] = [];
  const watch = new InputWatch({ waiting: () => waiting, tell: (finding) => told.push(finding) }, refused);
  const wait = (...prompts: PromptFinding[]) => {
    waiting = prompts;
    watch.look();
  };
  return { watch, told, wait };
}

test('a prompt on a port that takes no input is suspected with the reason and the fix, once', () => {
  const { told, wait } = watching(LOCKED);
  wait(asks(0, 10));
  wait(asks(0, 10));
  expect(told).toMatchObject([
    { kind: 'failure', class: 'host', rank: 'cause', fix: LOCKED.fix, offset: 10 },
  ]);
  expect(JSON.stringify(told)).toContain('locked by process 13');
});

test('one port that can be answered on is enough', () => {
  const { told, wait, watch } = watching(LOCKED);
  wait(asks(0, 10), asks(1, 12));
  expect(told).toEqual([]);
  watch.changed([LOCKED, { ...LOCKED, port: 1 }]);
  expect(told).toMatchObject([{ kind: 'failure', port: 0 }]);
});

test('a port that takes input again lifts the suspicion', () => {
  const { told, wait, watch } = watching(LOCKED);
  wait(asks(0, 10));
  watch.changed([]);
  expect(told).toMatchObject([{ kind: 'failure' }, { kind: 'relief', class: 'host' }]);
});
