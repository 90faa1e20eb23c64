import { expect, test } from 'vitest';
import { packageFacts, packagesFor } from './packages.mjs';

const debian = { id: 'debian', version: '12', name: 'Debian 12', aptBased: true };
const names = (...args: Parameters<typeof packagesFor>) => packagesFor(...args).map(({ name }) => name);

test('a start does not require packages that only tests use', () => {
  expect(names('test', debian)).toContain('openssh-server');
  expect(names('start', debian)).not.toContain('openssh-server');
  expect(names('test', debian)).toEqual(expect.arrayContaining(names('start', debian)));
});

test('a package is not required on releases that do not have it', () => {
  expect(names('start', { ...debian, id: 'ubuntu', version: '22.04' })).not.toContain('systemd-boot-efi');
  expect(names('start', { ...debian, id: 'ubuntu', version: '24.04' })).toContain('systemd-boot-efi');
});

test('removed, half-installed and unknown packages are missing', () => {
  const wanted = packagesFor('test', debian).filter(({ name }) => /^(ovmf|swtpm|cpio|mtools)$/.test(name));
  const answer = 'ovmf installed 2022.11-6\nswtpm config-files 0.7\ncpio half-configured 2.13\n';
  expect(packageFacts(answer, wanted)).toEqual({
    installed: [{ name: 'ovmf', version: '2022.11-6' }],
    missing: ['swtpm', 'cpio', 'mtools'],
  });
});

test('a package is installed if any of its architectures is', () => {
  const wanted = packagesFor('start', debian).filter(({ name }) => name === 'cpio');
  expect(packageFacts('cpio not-installed \ncpio installed 2.13\n', wanted).missing).toEqual([]);
});

test('Ubuntu does not require Chromium as a package, which would install a snap', () => {
  expect(names('test', debian)).toContain('chromium');
  expect(names('test', { ...debian, id: 'ubuntu', version: '24.04' })).not.toContain('chromium');
});
