import { describe, expect, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { signatureLists } from '../firmware/signature-list.ts';
import { describeVariables } from './efi-variables.ts';
import { bootedNvram } from '../testing/booted-nvram.ts';
import { GLOBAL_GUID, SECURE_BOOT_ENABLE_GUID, SECURITY_DATABASE_GUID } from './guid.ts';
import { withNetworkNext } from './netboot-once.ts';
import { contentOfQcow2, isQcow2 } from './qcow2.ts';
import { readVariableStore, type Variable, withVariables } from './variable-store.ts';
import { newCertificate } from '../../testing/certificate.ts';

const FILE = { path: '/nvram/one_VARS.fd', format: 'raw' } as const;
const read = (file: Buffer) => describeVariables(readVariableStore(file), FILE);

function variable(name: string, guid: string, data: Buffer): Variable {
  return { name, guid, attributes: 0x27, data, authentication: Buffer.alloc(28) };
}

describe.each(['4m', '2m'] as const)('the variables of a machine that was started, %s', (size) => {
  const file = bootedNvram(size);

  test('name its boot options in their order, with device paths in words', () => {
    const network = 'PciRoot(0x0)/Pci(0x2,0x0)/MAC(525400123456,0x1)';
    const { bootOptions, ...efi } = read(file);
    expect(bootOptions.map((option) => [option.position, option.name, option.description])).toEqual([
      [1, 'Boot0001', 'UEFI Misc Device'],
      [2, 'Boot0002', 'UEFI HTTPv4 (MAC:525400123456)'],
      [3, 'Boot0003', 'UEFI HTTPv6 (MAC:525400123456)'],
      [4, 'Boot0000', 'UiApp'],
      [5, 'Boot0004', 'EFI Internal Shell'],
    ]);
    expect(bootOptions.slice(0, 3).map(({ devicePath }) => devicePath)).toEqual([
      'PciRoot(0x0)/Pci(0x1,0x0)',
      `${network}/IPv4(0.0.0.0,0x0,DHCP,0.0.0.0)/Uri()`,
      `${network}/IPv6(::,0x0,Static,::)/Uri()`,
    ]);
    expect(bootOptions[4]?.devicePath).toMatch(/^Fv\([0-9A-F-]{36}\)\/FvFile\([0-9A-F-]{36}\)$/);
    expect(efi).toMatchObject({ secureBoot: 'setup', timeout: 0, bootNext: null, keys: [] });
    expect(efi.variables).toContainEqual({
      name: 'BootOrder',
      guid: GLOBAL_GUID,
      size: 10,
      attributes: ['non-volatile', 'boot-service', 'runtime'],
    });
  });

  test('of firmware that was built without Secure Boot say so', () => {
    const { variables } = readVariableStore(file);
    const without = variables.filter(({ name }) => name !== 'CustomMode');
    expect(read(withVariables(file, without)).secureBoot).toBe('unsupported');
    // Nothing is known before the first start.
    expect(read(withVariables(file, [])).secureBoot).toBe('setup');
  });

  test('are the same after they were written again, in less space', () => {
    const before = read(file);
    const after = read(withVariables(file, readVariableStore(file).variables));
    expect(after).toEqual({ ...before, used: after.used });
    expect(after.used).toBeLessThanOrEqual(before.used);
  });

  test('start it from the network once, even if an installer has deactivated that', () => {
    const { variables } = readVariableStore(file);
    const installed = variables.map((each) => {
      if (each.name !== 'Boot0002') return each;
      return { ...each, data: Buffer.concat([Buffer.alloc(4), each.data.subarray(4)]) };
    });
    const before = read(withVariables(file, installed));
    expect(before.bootOptions[1]).toMatchObject({ name: 'Boot0002', active: false });
    const once = withNetworkNext(withNetworkNext(installed));
    const after = read(withVariables(file, once));
    expect(after.bootNext).toBe('Boot0002');
    expect(after.bootOptions[1]).toMatchObject({ name: 'Boot0002', active: true });
    expect(after.variables.filter(({ name }) => name === 'BootNext')).toHaveLength(1);
  });
});

describe('keys of Secure Boot', () => {
  const file = bootedNvram('4m');
  const { variables } = readVariableStore(file);
  const key = signatureLists(newCertificate('/O=Example/CN=Platform key'));

  test('are named by their subjects, and decide the state', () => {
    const hashes = Buffer.alloc(28 + 2 * 48);
    Buffer.from('2616c4c14c509240aca941f936934328', 'hex').copy(hashes);
    hashes.writeUInt32LE(hashes.length, 16);
    hashes.writeUInt32LE(48, 24);
    const enrolled = [
      ...variables,
      variable('PK', GLOBAL_GUID, key),
      variable('db', SECURITY_DATABASE_GUID, Buffer.concat([key, key])),
      variable('dbx', SECURITY_DATABASE_GUID, hashes),
    ];
    const efi = read(withVariables(file, enrolled));
    expect(efi.secureBoot).toBe('on');
    expect(efi.keys.map(({ name, certificates, others }) => [name, certificates.length, others])).toEqual([
      ['PK', 1, 0],
      ['db', 2, 0],
      ['dbx', 0, 2],
    ]);
    expect(efi.keys[0]?.certificates[0]?.subject).toBe('O=Example, CN=Platform key');
    expect(efi.variables.find(({ name }) => name === 'PK')?.attributes).toContain('time-authenticated');
    const off = variable('SecureBootEnable', SECURE_BOOT_ENABLE_GUID, Buffer.from([0]));
    expect(read(withVariables(file, [...enrolled, off])).secureBoot).toBe('off');
  });

  test.each([
    ['cut off', key.subarray(0, 40), 0],
    ['of impossible sizes', Buffer.concat([key.subarray(0, 16), Buffer.alloc(40)]), 0],
  ])('%s are reported as far as they can be read', (_, data, count) => {
    const [pk] = read(withVariables(file, [variable('PK', GLOBAL_GUID, data)])).keys;
    expect(pk?.certificates).toHaveLength(count);
    expect(pk?.problem).toContain('signature list');
  });

  test('that do not fit are refused', () => {
    const huge = variable('db', SECURITY_DATABASE_GUID, Buffer.alloc(300_000));
    expect(() => withVariables(file, [huge])).toThrow(expect.objectContaining({ code: 'no-capacity' }));
  });
});

describe('a damaged file', () => {
  const file = bootedNvram('4m');

  test.each([
    ['is empty', Buffer.alloc(0)],
    ['is not a firmware volume', Buffer.alloc(540_672, 0x41)],
    ['is the code', Buffer.concat([file.subarray(0, 16), Buffer.alloc(16), file.subarray(32)])],
    ['is cut off', file.subarray(0, 4096)],
  ])('that %s is refused', (_, damaged) => {
    expect(() => read(damaged)).toThrow(expect.objectContaining({ code: 'host-refused' }));
  });

  test('never breaks the reader, whichever byte is wrong', () => {
    for (let at = 0; at < 20_000; at += 7) {
      const damaged = Buffer.from(file.subarray(0, 300_000));
      damaged.writeUInt8(damaged.readUInt8(at) ^ (1 + (at % 255)), at);
      try {
        read(damaged);
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(ConsoleError);
      }
    }
  });

  test('of qcow2 format is refused', () => {
    const image = Buffer.alloc(65_536);
    image.writeUInt32BE(0x514649fb, 0);
    expect(isQcow2(image)).toBe(true);
    expect(() => contentOfQcow2(image)).toThrow(expect.objectContaining({ code: 'host-refused' }));
  });
});
