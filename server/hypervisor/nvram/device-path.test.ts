import { describe, expect, test } from 'vitest';
import { devicePathText } from './device-path.ts';
import { guidBytes } from './guid.ts';

function node(type: number, subtype: number, data: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.from([type, subtype, 0, 0]);
  header.writeUInt16LE(4 + data.length, 2);
  return Buffer.concat([header, data]);
}

const END = node(0x7f, 0xff);
const path = (...nodes: Buffer[]): string => devicePathText(Buffer.concat([...nodes, END]));

const DISK = '8e7a27fc-2d5e-4c5c-a9ff-2d9d4e5e6c01';

function disk(kind: 1 | 2): Buffer {
  const data = Buffer.alloc(38);
  data.writeUInt32LE(1, 0);
  data.writeBigUInt64LE(0x800n, 4);
  data.writeBigUInt64LE(0x100000n, 12);
  guidBytes(DISK).copy(data, 20);
  data.writeUInt8(2, 36);
  data.writeUInt8(kind, 37);
  return node(4, 1, data);
}

const u32 = (...values: number[]): Buffer => {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => data.writeUInt32LE(value, index * 4));
  return data;
};

describe('a device path', () => {
  test.each([
    [
      'a file on a GPT disk',
      `HD(1,GPT,${DISK.toUpperCase()},0x800,0x100000)/\\EFI\\BOOT\\BOOTX64.EFI`,
      [disk(2), node(4, 4, Buffer.from('\\EFI\\BOOT\\BOOTX64.EFI\0', 'utf16le'))],
    ],
    ['an MBR disk', 'HD(1,MBR,0x8E7A27FC,0x800,0x100000)', [disk(1)]],
    [
      'a SATA port',
      'PciRoot(0x0)/Pci(0x1F,0x2)/Sata(0x0,0xFFFF,0x0)',
      [
        node(2, 1, u32(0x0a0341d0, 0)),
        node(1, 1, Buffer.from([2, 0x1f])),
        node(3, 18, Buffer.from([0, 0, 0xff, 0xff, 0, 0])),
      ],
    ],
    [
      'a SCSI unit',
      'PcieRoot(0x1)/Scsi(0x2,0x3)',
      [node(2, 1, u32(0x0a0841d0, 1)), node(3, 2, Buffer.from([2, 0, 3, 0]))],
    ],
    [
      'an NVMe namespace',
      'NVMe(0x1,08-07-06-05-04-03-02-01)',
      [node(3, 23, Buffer.concat([u32(1), Buffer.from([1, 2, 3, 4, 5, 6, 7, 8])]))],
    ],
    [
      'an HTTP server',
      'Uri(https://boot.example.com/ipxe.efi)',
      [node(3, 24, Buffer.from('https://boot.example.com/ipxe.efi'))],
    ],
    [
      'a USB device',
      'Acpi(PNP0303,0x0)/USB(0x3,0x0)',
      [node(2, 1, u32(0x030341d0, 0)), node(3, 5, Buffer.from([3, 0]))],
    ],
    ['an unknown node', 'Path(3,99,0102)', [node(3, 99, Buffer.from([1, 2]))]],
    ['a node that is too short', 'Path(4,1,00)', [node(4, 1, Buffer.alloc(1))]],
    [
      'two instances',
      'Uart(9600),Pci(0x1,0x0)',
      [
        node(3, 14, Buffer.concat([u32(0, 9600), Buffer.alloc(8)])),
        node(0x7f, 1),
        node(1, 1, Buffer.from([0, 1])),
      ],
    ],
  ])('to %s', (_, text, nodes) => {
    expect(path(...nodes)).toBe(text);
  });

  test('that ends in the middle of a node is shown up to there', () => {
    expect(
      devicePathText(Buffer.concat([node(1, 1, Buffer.from([0, 1])), Buffer.from([3, 24, 200, 0])])),
    ).toBe('Pci(0x1,0x0)/(damaged)');
  });
});
