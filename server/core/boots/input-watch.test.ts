import { expect, test } from 'vitest';
import type { Detection, PromptDetection } from '../../../lib/domain/recogniser/detections.ts';
import { InputWatch } from './input-watch.ts';

const LOCKED = { port: 0, reason: 'it is locked by process 13', fix: 'Remove the lock file.' };
const asks = (port: number, offset: number): PromptDetection => ({
  ...{ kind: 'prompt', prompt: 'username', port, offset, line: 'Username:' },
});

function watching(...refused: (typeof LOCKED)[]) {
  let waiting: PromptDetection[] = [];
  const detections: Detection[] = [];
  const watch = new InputWatch(
    { waiting: () => waiting, report: (detection) => detections.push(detection) },
    refused,
  );
  const wait = (...prompts: PromptDetection[]) => {
    waiting = prompts;
    watch.look();
  };
  return { watch, detections, wait };
}

test('a prompt on a port that accepts no input is a suspected failure with reason and fix, reported once', () => {
  const { detections, wait } = watching(LOCKED);
  wait(asks(0, 10));
  wait(asks(0, 10));
  expect(detections).toMatchObject([
    { kind: 'failure', class: 'host', rank: 'cause', fix: LOCKED.fix, offset: 10 },
  ]);
  expect(JSON.stringify(detections)).toContain('locked by process 13');
});

test('one port that accepts input is enough', () => {
  const { detections, wait, watch } = watching(LOCKED);
  wait(asks(0, 10), asks(1, 12));
  expect(detections).toEqual([]);
  watch.changed([LOCKED, { ...LOCKED, port: 1 }]);
  expect(detections).toMatchObject([{ kind: 'failure', port: 0 }]);
});

test('a port that accepts input again withdraws the suspected failure', () => {
  const { detections, wait, watch } = watching(LOCKED);
  wait(asks(0, 10));
  watch.changed([]);
  expect(detections).toMatchObject([{ kind: 'failure' }, { kind: 'recovery', class: 'host' }]);
});
