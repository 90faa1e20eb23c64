import { expect, test } from 'vitest';
import { parsePackages } from './packages.ts';
import { moduleDependencies } from './kernel-modules.ts';

const SUM = 'a'.repeat(64);

test('the paragraphs of apt-cache become packages', () => {
  const text = `Package: linux-image-virtual
Version: 6.8.0.1
Depends: linux-image-6.8.0-1-generic (= 6.8.0.1), linux-firmware | firmware
SHA256: ${SUM}
Description: a kernel
 Package: is not a field here

Package: busybox-static
Version: 1:1.36
SHA256: ${SUM}
`;
  expect(parsePackages(text)).toEqual([
    {
      name: 'linux-image-virtual',
      version: '6.8.0.1',
      sha256: SUM,
      depends: ['linux-image-6.8.0-1-generic', 'linux-firmware', 'firmware'],
    },
    { name: 'busybox-static', version: '1:1.36', sha256: SUM, depends: [] },
  ]);
});

test('nothing known gives no package', () => {
  expect(parsePackages('')).toEqual([]);
});

test('a module names its dependencies', () => {
  expect(moduleDependencies(Buffer.from('\0license=GPL\0depends=virtio-ring,virtio\0name=x\0'))).toEqual([
    'virtio_ring',
    'virtio',
  ]);
  expect(moduleDependencies(Buffer.from('\0depends=\0'))).toEqual([]);
  expect(moduleDependencies(Buffer.from('no information'))).toEqual([]);
});
