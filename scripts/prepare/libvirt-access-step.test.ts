import { expect, test } from 'vitest';
import { findingFor } from './libvirt-access-step.mjs';

const stranger = {
  user: 'ann',
  uri: 'qemu:///system',
  refusedBy: 'polkit',
  complaint: 'authentication unavailable',
  isMember: false,
  hasBus: true,
} as const;
const means = { viaGroup: false, granted: true };

test('an ordinary user with sudo is added to the group in the same run', () => {
  for (const refusedBy of ['polkit', 'socket'] as const) {
    const finding = findingFor('start', { ...stranger, refusedBy }, means);
    expect(finding.state).toBe('missing');
    expect(finding.repair).toBeDefined();
  }
});

test('without sudo, the command to run is reported', () => {
  const finding = findingFor('start', stranger, { ...means, granted: false });
  expect(finding.repair).toBeUndefined();
  expect(finding.todo?.join()).toContain('usermod --append --groups libvirt ann');
});

test('a user admitted by polkit can proceed, with or without a new login', () => {
  expect(findingFor('start', { ...stranger, refusedBy: 'nobody', isMember: true }, means).state).toBe('fine');
});

test('a socket with group permissions: the start takes the group, other commands report how to', () => {
  const joined = { ...stranger, refusedBy: 'socket', isMember: true } as const;
  expect(findingFor('start', joined, { ...means, viaGroup: true }).state).toBe('fine');
  expect(findingFor('test', joined, { ...means, viaGroup: true }).todo?.join()).toContain(
    "sg libvirt -c 'npm test'",
  );
});

test.for([
  ['no D-Bus to ask polkit', { hasBus: false }, 'as root'],
  ['a member rejected by polkit', { isMember: true }, 'as root'],
  ['a member without access despite the group', { isMember: true, refusedBy: 'socket' }, 'Log out and in'],
] as const)('%s: reports one next step and changes nothing', ([, seen, next]) => {
  const finding = findingFor('start', { ...stranger, ...seen }, means);
  expect(finding.repair).toBeUndefined();
  expect(finding.todo).toHaveLength(1);
  expect(finding.todo?.[0]).toContain(next);
});
