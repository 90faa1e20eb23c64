import { describe, expect, test } from 'vitest';
import type { OrchestratorStatus } from '../../contract/boot.ts';
import { advance, beginBoot } from './advance.ts';
import { at } from './boot-texts.ts';
import type { StatusReport, BootProgress } from './boot-progress.ts';

const status = (
  name: OrchestratorStatus['name'],
  text: string,
  indicator: OrchestratorStatus['indicator'] = 'idle',
): OrchestratorStatus => ({ name, text, indicator });

const ONBOARDED = status('onboarding', 'Onboarded');

function progressAfter(...reports: readonly StatusReport[]): BootProgress {
  return reports.reduce(
    (boot, report, index) => advance(boot, { kind: 'report', at: at(index + 1), report }),
    beginBoot({ at: at(0), orchestrator: 'edge' }),
  );
}

const action = (step: number, text: string): StatusReport => ({
  status: 'provisioning',
  progress: { step, total: 12, text },
  statuses: [ONBOARDED, status('provisioning', `In Progress: ${String(step)}/12: ${text}`, 'in-progress')],
});

const words = ({ stages }: BootProgress) =>
  Object.fromEntries(stages.map(({ stage, statuses }) => [stage, statuses.map(({ text }) => text)]));

test('every confirmed stage keeps the statuses that confirmed it, and when they were reported', () => {
  const running = [status('host', 'Running'), status('instance', 'Instance running')];
  const boot = progressAfter(
    action(1, 'Streaming'),
    action(2, 'Setting up'),
    { status: 'provisioned', statuses: [ONBOARDED, status('provisioning', 'Provisioned')] },
    { status: 'running', statuses: [ONBOARDED, ...running] },
  );
  expect(words(boot)).toEqual({
    'powered-on': [],
    onboarding: ['Onboarded'],
    provisioning: ['Provisioned'],
    rebooting: ['Provisioned'],
    ready: ['Running', 'Instance running'],
  });
  expect(boot.stages.find(({ stage }) => stage === 'provisioning')?.statuses).toEqual([
    { name: 'provisioning', text: 'Provisioned', indicator: 'idle', at: at(3) },
  ]);
  const again = advance(boot, {
    kind: 'report',
    at: at(99),
    report: { status: 'running', statuses: running },
  });
  expect(again).toBe(boot);
});

test('the last provisioning status arrives together with the first restart status', () => {
  const statuses = [status('provisioning', 'Provisioned'), status('host', 'Restarting', 'in-progress')];
  const boot = progressAfter(action(11, 'Setting boot option'), { status: 'rebooting', statuses });
  expect(words(boot).provisioning).toEqual(['Provisioned']);
  expect(words(boot).rebooting).toEqual(['Provisioned', 'Restarting']);
});

test('a system without agents is ready by what its installation said', () => {
  const unheard = [
    status('host', 'Not Connected', 'unspecified'),
    status('instance', 'Not Installed', 'unspecified'),
  ];
  const boot = progressAfter(action(8, 'Rebooting'), {
    status: 'installed',
    statuses: [ONBOARDED, status('provisioning', 'Provisioned'), ...unheard],
  });
  expect(words(boot).ready).toEqual(['Provisioned']);
});

test('workflow actions and their times are kept after the stage has ended', () => {
  const boot = progressAfter(action(1, 'Streaming'), action(1, 'Streaming'), action(3, 'Rebooting'), {
    status: 'provisioned',
  });
  expect(boot.steps).toEqual([
    { step: 1, total: 12, text: 'Streaming', startedAt: at(1), endedAt: at(3) },
    { step: 3, total: 12, text: 'Rebooting', startedAt: at(3), endedAt: at(4) },
  ]);
});

test('an error is kept with the stage in which it was reported', () => {
  const failed = [ONBOARDED, status('provisioning', 'Failed: 2/12: no space', 'error')];
  const boot = progressAfter(action(2, 'Streaming'), {
    status: 'failed',
    text: 'no space',
    statuses: failed,
  });
  expect(words(boot).provisioning).toEqual(['Failed: 2/12: no space']);
  expect(boot.steps).toMatchObject([{ step: 2, endedAt: at(2) }]);
});

test('an orchestrator may give a stage more time', () => {
  const story = beginBoot({ at: at(0), orchestrator: 'edge', timeouts: { 'powered-on': 1000 } });
  expect(advance(story, { kind: 'tick', at: at(999) }).ending).toBeNull();
  expect(advance(story, { kind: 'tick', at: at(1000) })).toMatchObject({ ending: 'timed-out' });
});

test('a standalone image is ready when it is installed; the reboot that follows changes nothing', () => {
  const story = progressAfter(action(8, 'Rebooting'), { status: 'installed' }, { status: 'restarted' });
  expect(story).toMatchObject({ stage: 'ready', ending: null });
  expect(story.stages.find(({ stage }) => stage === 'provisioning')).toMatchObject({ outcome: 'passed' });
});

describe('an orchestrator that does not provision by itself', () => {
  const WAITING = { status: 'onboarded', awaitsOs: true } as const;
  const later = (story: BootProgress, seconds: number) => advance(story, { kind: 'tick', at: at(seconds) });

  test('a person may take all the time that there is', () => {
    const story = progressAfter({ status: 'registered' }, WAITING);
    expect(story).toMatchObject({ stage: 'provisioning', awaitsOs: true });
    expect(later(story, 1e6)).toMatchObject({ stage: 'provisioning', ending: null });
  });

  test('from then on the orchestrator has to go on', () => {
    const story = progressAfter(WAITING, { status: 'onboarded', awaitsOs: false });
    expect(later(story, 1801).ending).toBeNull();
    expect(later(story, 1802).ending).toBe('timed-out');
    const other = progressAfter(WAITING, action(1, 'Verifying'));
    expect(later(other, 1e5).ending).toBe('timed-out');
  });
});
