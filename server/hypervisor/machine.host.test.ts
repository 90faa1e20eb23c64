import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_MACHINE, type Machine } from '../../lib/contract/machine.ts';
import { TestInstallation } from './testing/test-installation.ts';
import { virsh } from './testing/virsh.ts';

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('machine');
  await own.host.networks.ensure(await own.networkModel());
});
afterAll(() => own.close());

const STRINGS = { manufacturer: 'Example & Co', product: 'Edge Box 1', family: 'Edge' };

describe('libvirt defines the machine that was chosen, and adoption reads it back', () => {
  test.for<Partial<Machine>>([
    { diskBus: 'sata', tpm: 'tpm-tis', ...STRINGS },
    { diskBus: 'scsi', tpm: 'none', product: 'Edge Box 2' },
    { diskBus: 'sata', secureBoot: true },
  ])('%j', async (changes) => {
    const { host } = own;
    const wanted = { ...DEFAULT_MACHINE, ...changes };
    const node = own.newNode();
    await host.checkMachine(wanted);
    await own.ensureNode(node, changes);
    const { acceleration: _, ...machine } = wanted;
    expect(await host.domains.hardware(node.uuid)).toMatchObject({ machine, diskGiB: 1 });
    const { metadata } = (await host.domains.get(node.uuid)) ?? {};
    expect(metadata).toMatchObject({ accelerationChoice: 'auto' });
  });
});

test('NVMe is refused exactly where libvirt has none', async () => {
  const offered = (await virsh('domcapabilities', '--machine', 'q35')).includes('<value>nvme</value>');
  const outcome = await own.host.checkMachine({ ...DEFAULT_MACHINE, diskBus: 'nvme' }).then(
    () => [],
    (error: unknown) => error,
  );
  expect(outcome).toMatchObject(offered ? [] : { code: 'invalid', errors: [{ field: 'machine.diskBus' }] });
});

test('KVM cannot be demanded of a host without it', async () => {
  const { kind } = await own.host.acceleration();
  const outcome = await own.host.checkMachine({ ...DEFAULT_MACHINE, acceleration: 'kvm' }).then(
    () => [],
    (error: unknown) => error,
  );
  expect(outcome).toMatchObject(
    kind === 'kvm' ? [] : { code: 'invalid', errors: [{ field: 'machine.acceleration' }] },
  );
});
