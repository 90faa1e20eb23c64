import { expect, test } from 'vitest';
import { judge } from './libvirt-access-step.mjs';

const stranger = {
  user: 'ann',
  refusedBy: 'polkit',
  reason: 'authentication unavailable',
  member: false,
  viaGroup: false,
  bus: true,
  granted: true,
} as const;

test('an ordinary user with sudo is made a member in the same run', () => {
  for (const refusedBy of ['polkit', 'socket'] as const) {
    const finding = judge('start', { ...stranger, refusedBy });
    expect(finding.state).toBe('missing');
    expect(finding.repair).toBeDefined();
  }
});

test('without sudo the one command to run is said', () => {
  const finding = judge('start', { ...stranger, granted: false });
  expect(finding.repair).toBeUndefined();
  expect(finding.todo?.join()).toContain('usermod --append --groups libvirt ann');
});

test('who polkit lets in goes on, with or without a new login', () => {
  expect(judge('start', { ...stranger, refusedBy: 'nobody', member: true }).state).toBe('fine');
});

test('a socket that is the group’s alone: the start takes the group, others say how to', () => {
  const joined = { ...stranger, refusedBy: 'socket', member: true, viaGroup: true } as const;
  expect(judge('start', joined).state).toBe('fine');
  expect(judge('test', joined).todo?.join()).toContain("sg libvirt -c 'npm test'");
});

test.for([
  ['no D-Bus to ask polkit', { bus: false }, 'as root'],
  ['a member whom polkit refuses', { member: true }, 'as root'],
  ['a member whom the group does not help', { member: true, refusedBy: 'socket' }, 'log out and in'],
] as const)('%s: one next step, and nothing is changed', ([, seen, next]) => {
  const finding = judge('start', { ...stranger, ...seen });
  expect(finding.repair).toBeUndefined();
  expect(finding.todo).toHaveLength(1);
  expect(finding.todo?.[0]).toContain(next);
});
