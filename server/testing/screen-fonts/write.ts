// Writes lib/domain/screen-text/fonts.json: what text consoles draw with, as distributed by Debian.
//
//   npx tsx server/testing/screen-fonts/write.ts DIRECTORY
//
// DIRECTORY has the unpacked packages console-setup-linux, seabios and ovmf (apt-get download, dpkg -x). Their fonts are in the
// public domain (console-setup, and Joseph Gil's VGA font in SeaBIOS) and under BSD-2-Clause-Patent (EDK II,
// MdeModulePkg's GraphicsConsoleDxe). What Linux draws otherwise is read from a picture of its console.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PNG } from 'pngjs';

/** Linux's console with these characters in its first two lines. */
const LINUX = path.join(import.meta.dirname, '../../../lib/domain/screen-text/fixtures/linux-characters.png');
const TARGET = path.join(import.meta.dirname, '../../../lib/domain/screen-text/fonts.json');
const PSF_FONTS = 'usr/share/consolefonts';
const FIRMWARE = 'usr/share/OVMF/OVMF_CODE_4M.fd';
const EFI_HEIGHT = 19;
const VGA_BIOS = 'usr/share/seabios/vgabios-stdvga.bin';
const VGA_HEIGHT = 16;

interface Glyph {
  readonly character: string;
  readonly rows: Uint8Array;
}

/** Of a PSF1 font with a table of Unicode characters. */
function psfGlyphs(file: Buffer): Glyph[] {
  const height = file.readUInt8(3);
  const count = (file.readUInt8(2) & 1) === 0 ? 256 : 512;
  let at = 4 + count * height;
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const rows = file.subarray(4 + index * height, 4 + (index + 1) * height);
    const characters: number[] = [];
    // 0xFFFE begins sequences of characters, 0xFFFF ends the glyph's entry.
    let single = true;
    for (let code = file.readUInt16LE(at); code !== 0xff_ff; code = file.readUInt16LE((at += 2))) {
      if (code === 0xff_fe) single = false;
      else if (single) characters.push(code);
    }
    at += 2;
    return characters.map((code) => ({ character: String.fromCodePoint(code), rows }));
  });
}

/** The narrow glyphs in the firmware: EFI_NARROW_GLYPH is a character, attributes and 19 rows; the last has character 0. */
function efiGlyphs(firmware: Buffer): Glyph[] {
  const first = Buffer.concat([Buffer.of(0x20, 0, 0), Buffer.alloc(EFI_HEIGHT), Buffer.of(0x21, 0, 0)]);
  for (
    let at = firmware.indexOf(Buffer.of(0x5d, 0, 0));
    at >= 0;
    at = firmware.indexOf(Buffer.of(0x5d, 0, 0), at + 1)
  ) {
    // xz complains about what follows the volume, after it has unpacked it.
    const options = { input: firmware.subarray(at), maxBuffer: 2 ** 28 };
    const volume = spawnSync('xz', ['--format=lzma', '--decompress', '--stdout'], options).stdout;
    let glyph = volume.indexOf(first);
    if (glyph < 0) continue;
    const glyphs: Glyph[] = [];
    for (; volume.readUInt16LE(glyph) !== 0; glyph += 3 + EFI_HEIGHT) {
      const rows = volume.subarray(glyph + 3, glyph + 3 + EFI_HEIGHT);
      glyphs.push({ character: String.fromCodePoint(volume.readUInt16LE(glyph)), rows });
    }
    return glyphs;
  }
  throw new Error('the firmware has no font that is known');
}

/** The printable ASCII characters of the VGA BIOS, which differ a little from what Linux draws. */
function biosGlyphs(bios: Buffer): Glyph[] {
  const capitalA = bios.indexOf(Buffer.from('000010386cc6c6fec6c6c6c600000000', 'hex'));
  return Array.from({ length: 0x7f - 0x21 }, (_, index) => index + 0x21).map((code) => {
    const at = capitalA + (code - 0x41) * VGA_HEIGHT;
    return { character: String.fromCodePoint(code), rows: bios.subarray(at, at + VGA_HEIGHT) };
  });
}

/**
 * What Linux draws otherwise than the fonts that are known already: cells of a picture, by the text that they show. Linux
 * draws what it lacks as something else, so a picture that stands for several characters tells nothing.
 */
function linuxGlyphs(known: readonly Glyph[]): Glyph[] {
  const { width, data } = PNG.sync.read(readFileSync(LINUX));
  const characters = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));
  const lines = [characters(0x21, 0x7e), characters(0xa1, 0xff)];
  const seen = lines.flatMap((line, y) =>
    line.map((character, x) => {
      const rows = Uint8Array.from({ length: VGA_HEIGHT }, (_, row) => {
        const first = ((y * VGA_HEIGHT + row) * width + x * 8) * 4;
        return [...Array(8).keys()].reduce((bits, at) => bits * 2 + (data[first + at * 4] ? 1 : 0), 0);
      });
      return { character, rows, key: hex(rows) };
    }),
  );
  const others = new Set(known.map(({ rows }) => hex(rows)));
  return seen.filter(({ key }) => !others.has(key) && seen.filter((other) => other.key === key).length === 1);
}

const hex = (rows: Uint8Array): string => Buffer.from(rows).toString('hex');

const rank = (character: string): number =>
  character <= '~' ? 0 : character <= 'ÿ' ? 1 : character < '\u2500' ? 3 : 2;

/** Each picture once, for the most usual of the characters that look so. */
function font(id: string, glyphs: readonly Glyph[]) {
  const seen = new Set<string>();
  const kept = glyphs
    .filter(({ character, rows }) => character > ' ' && rows.some((row) => row !== 0))
    .toSorted(
      (one, other) =>
        rank(one.character) - rank(other.character) || (one.character < other.character ? -1 : 1),
    )
    .filter(({ rows }) => seen.size < seen.add(hex(rows)).size);
  return {
    id,
    height: kept[0]?.rows.length,
    characters: kept.map(({ character }) => character).join(''),
    rows: kept.map(({ rows }) => hex(rows)).join(''),
  };
}

const [directory = '.'] = process.argv.slice(2);
const psf = (name: string): Glyph[] =>
  psfGlyphs(gunzipSync(readFileSync(path.join(directory, PSF_FONTS, `${name}.psf.gz`))));
const bios = readFileSync(path.join(directory, VGA_BIOS));
const vga = [...psf('Uni2-VGA16'), ...biosGlyphs(bios)];
const fonts = [
  font('vga', [...vga, ...linuxGlyphs(vga)]),
  font('efi', efiGlyphs(readFileSync(path.join(directory, FIRMWARE)))),
  font('fixed', psf('Uni2-Fixed16')),
];
writeFileSync(TARGET, `${JSON.stringify(fonts, null, 2)}\n`);
execFileSync('npx', ['prettier', '--write', TARGET], { stdio: 'inherit' });
