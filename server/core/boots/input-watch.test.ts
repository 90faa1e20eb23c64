import { expect, test } from 'vitest';
import { type Detection, type PromptDetection } from '../../../lib/domain/recogniser/detections.ts';
import { InputWatch } from './input-watch.ts';

const LOCKED = { port: 0, reason: 'it is locked by process 13', fix: 'Remove the lock file.' };
const asks = (port: number, offset: number): PromptDetection => ({
  ...{ kind: 'prompt', prompt: 'username', port, offset, line: 'Username:' },
});

function watching(...refused: (typeof LOCKED)[]) {
  let waiting: PromptDetection[] = [];
  const told: Detection[] = [];
  const watch = new InputWatch(
    { waiting: () => waiting, tell: (detection) => told.push(detection) },
    refused,
  );
  const wait = (...prompts: PromptDetection[]) => {
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
  expect(told).toMatchObject([{ kind: 'failure' }, { kind: 'recovery', class: 'host' }]);
});
