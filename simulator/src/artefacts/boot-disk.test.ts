import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SimulatorError } from '../error.ts';
import { fatVolume, type FatFile } from './fat-volume.ts';
import { gptDisk } from './gpt-disk.ts';

const MIB = 1024 * 1024;
const directory = mkdtempSync(path.join(tmpdir(), 'ven-boot-disk-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const files: FatFile[] = [
  { path: 'EFI/BOOT/BOOTX64.EFI', content: Buffer.alloc(700_001, 'boot loader ') },
  { path: 'EFI/BOOT/autoexec.ipxe', content: Buffer.from('#!ipxe\n') },
  { path: 'startup.nsh', content: Buffer.from('a') },
  { path: 'a name of more than one part', content: Buffer.from('long') },
  { path: 'EMPTY', content: Buffer.alloc(0) },
];

function saved(name: string, content: Buffer): string {
  const file = path.join(directory, name);
  writeFileSync(file, content);
  return file;
}

function volume(bytes: number): Buffer {
  return fatVolume({ bytes, label: 'ESP', serial: 0x12345678, files });
}

describe('a FAT volume', () => {
  test.each([3, 17, 64, 300])('of %i MiB satisfies fsck and gives every file back', (mebibytes) => {
    const image = saved(`volume-${mebibytes}`, volume(mebibytes * MIB));
    expect(execFileSync('fsck.vfat', ['-n', image]).toString()).toMatch(/: 8 files/);
    for (const { path: name, content } of files) {
      const target = path.join(directory, 'copy');
      rmSync(target, { force: true });
      execFileSync('mcopy', ['-i', image, `::${name}`, target]);
      expect(readFileSync(target).equals(content), name).toBe(true);
    }
  });

  test('that is too small for its files is refused', () => {
    const tooMuch = [{ path: 'A', content: Buffer.alloc(4 * MIB) }];
    expect(() => fatVolume({ bytes: 3 * MIB, label: 'ESP', serial: 1, files: tooMuch })).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });

  test('that cannot be FAT16 is refused', () => {
    expect(() => fatVolume({ bytes: MIB, label: 'ESP', serial: 1, files: [] })).toThrow(SimulatorError);
  });
});

describe('a GPT disk', () => {
  const disk = gptDisk(volume(3 * MIB), 'test');

  test('has one EFI system partition that holds the volume', () => {
    const table = execFileSync('partx', [
      '--raw',
      '--noheadings',
      '-o',
      'START,END,TYPE',
      saved('disk', disk),
    ]);
    expect(table.toString().trim()).toBe(`2048 ${2048 + 6144 - 1} c12a7328-f81f-11d2-ba4b-00a0c93ec93b`);
    expect(disk.subarray(2048 * 512, 2048 * 512 + 3 * MIB).equals(volume(3 * MIB))).toBe(true);
  });

  test('can be read from its backup, too', () => {
    const damaged = Buffer.from(disk);
    damaged.fill(0, 512, 1024);
    const table = execFileSync('partx', ['--raw', '--noheadings', '-o', 'START', saved('damaged', damaged)]);
    expect(table.toString().trim()).toBe('2048');
  });

  test('has ids that follow from its seed', () => {
    expect(gptDisk(volume(3 * MIB), 'test').equals(disk)).toBe(true);
    expect(gptDisk(volume(3 * MIB), 'other').equals(disk)).toBe(false);
  });
});
