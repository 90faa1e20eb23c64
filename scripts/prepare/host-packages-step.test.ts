import { expect, onTestFinished, test, vi } from 'vitest';
import { inspectPrograms } from './host-packages-step.mjs';

const fedora = { id: 'fedora', version: '43', name: 'Fedora Linux 43', aptBased: false };

test('on another distribution, missing programs are reported and nothing is installed', () => {
  vi.stubEnv('PATH', '/nonexistent');
  onTestFinished(() => void vi.unstubAllEnvs());
  const finding = inspectPrograms('start', fedora);
  expect(finding).toMatchObject({ state: 'missing' });
  expect(finding.text).toMatch(/^Fedora Linux 43 has no apt; programs not found: .*virsh qemu-system-x86_64/);
  expect(finding.todo?.join()).toContain('libvirt-daemon-system');
  expect(finding.repair).toBeUndefined();
});
