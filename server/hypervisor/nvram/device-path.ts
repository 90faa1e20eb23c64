import { guidText } from './guid.ts';

/** A node of a device path: one byte type, one byte subtype, two bytes length with this header, then its data. */
const HEADER_BYTES = 4;
const END = 0x7f;
const END_OF_ALL = 0xff;

/** In the words of the UEFI specification, "EFI device path display format": `PciRoot(0x0)/Pci(0x1,0x0)/HD(1,GPT,…)`. */
export function devicePathText(path: Buffer): string {
  const paths: string[][] = [[]];
  for (let at = 0; at + HEADER_BYTES <= path.length;) {
    const [type, subtype, length] = [path.readUInt8(at), path.readUInt8(at + 1), path.readUInt16LE(at + 2)];
    if (length < HEADER_BYTES || at + length > path.length) {
      paths.at(-1)?.push('(damaged)');
      break;
    }
    if (type === END && subtype === END_OF_ALL) break;
    if (type === END) paths.push([]);
    else paths.at(-1)?.push(nodeText(type, subtype, path.subarray(at + HEADER_BYTES, at + length)));
    at += length;
  }
  return paths.map((nodes) => nodes.join('/')).join(',');
}

type Formatter = (data: Buffer) => string;

const hex = (value: number | bigint): string => `0x${value.toString(16).toUpperCase()}`;
const rawHex = (data: Buffer): string => data.toString('hex').toUpperCase();

/** EISA's compressed form of PNP0A03. */
const PCI_ROOT = 0x0a03_41d0;
const PCIE_ROOT = 0x0a08_41d0;

function acpiText(data: Buffer): string {
  const [hid, uid] = [data.readUInt32LE(0), data.readUInt32LE(4)];
  if (hid === PCI_ROOT) return `PciRoot(${hex(uid)})`;
  if (hid === PCIE_ROOT) return `PcieRoot(${hex(uid)})`;
  const isPnp = (hid & 0xffff) === 0x41d0;
  const id = (hid >>> 16).toString(16).toUpperCase().padStart(4, '0');
  return `Acpi(${isPnp ? `PNP${id}` : hex(hid)},${hex(uid)})`;
}

const vendorText =
  (word: string): Formatter =>
  (data) => {
    const rest = data.subarray(16);
    return `${word}(${guidText(data).toUpperCase()}${rest.length === 0 ? '' : `,${rawHex(rest)}`})`;
  };

const ipv4 = (data: Buffer, at: number): string => data.subarray(at, at + 4).join('.');

function ipv6(data: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => data.readUInt16BE(at + index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

const ORIGINS = { 4: ['DHCP', 'Static'], 6: ['Static', 'StatelessAutoConfigure', 'StatefulAutoConfigure'] };

/** Local and remote address, two ports, protocol, and how the local one was found. */
const ipText =
  (family: 4 | 6, bytes: number, address: (data: Buffer, at: number) => string): Formatter =>
  (data) => {
    const origin = ORIGINS[family][data.readUInt8(bytes * 2 + 6)] ?? 'unknown';
    const protocol = data.readUInt16LE(bytes * 2 + 4);
    const word = protocol === 6 ? 'TCP' : protocol === 17 ? 'UDP' : hex(protocol);
    return `IPv${family}(${address(data, bytes)},${word},${origin},${address(data, 0)})`;
  };

const DISK_SIGNATURES = { mbr: 1, gpt: 2 } as const;

function diskText(data: Buffer): string {
  const [start, size] = [hex(data.readBigUInt64LE(4)), hex(data.readBigUInt64LE(12))];
  const signature = data.subarray(20, 36);
  const kind = data.readUInt8(37);
  const id =
    kind === DISK_SIGNATURES.gpt
      ? `GPT,${guidText(signature).toUpperCase()}`
      : kind === DISK_SIGNATURES.mbr
        ? `MBR,${hex(signature.readUInt32LE(0))}`
        : `${kind},${rawHex(signature)}`;
  return `HD(${data.readUInt32LE(0)},${id},${start},${size})`;
}

function macText(data: Buffer): string {
  const type = data.readUInt8(32);
  return `MAC(${rawHex(data.subarray(0, type <= 1 ? 6 : 32))},${hex(type)})`;
}

function namespaceText(data: Buffer): string {
  const eui = [...data.subarray(4, 12)].reverse().map((byte) => byte.toString(16).padStart(2, '0'));
  return `NVMe(${hex(data.readUInt32LE(0))},${eui.join('-').toUpperCase()})`;
}

function numbers(word: string, ...read: ((data: Buffer) => number | bigint)[]): Formatter {
  return (data) => `${word}(${read.map((each) => hex(each(data))).join(',')})`;
}
const u8 = (at: number) => (data: Buffer) => data.readUInt8(at);
const u16 = (at: number) => (data: Buffer) => data.readUInt16LE(at);
const u32 = (at: number) => (data: Buffer) => data.readUInt32LE(at);
const u64 = (at: number) => (data: Buffer) => data.readBigUInt64LE(at);

const text16 = (data: Buffer): string => data.toString('utf16le').replace(/\0.*$/s, '');

/** By type and subtype. */
const FORMATS: Readonly<Record<string, Formatter>> = {
  '1.1': numbers('Pci', u8(1), u8(0)),
  '1.3': numbers('MemoryMapped', u32(0), u64(4), u64(12)),
  '1.4': vendorText('VenHw'),
  '1.5': numbers('Ctrl', u32(0)),
  '2.1': acpiText,
  '3.1': numbers('Ata', u8(0), u8(1), u16(2)),
  '3.2': numbers('Scsi', u16(0), u16(2)),
  '3.5': numbers('USB', u8(0), u8(1)),
  '3.10': vendorText('VenMsg'),
  '3.11': macText,
  '3.12': ipText(4, 4, ipv4),
  '3.13': ipText(6, 16, ipv6),
  '3.14': (data) => `Uart(${data.readBigUInt64LE(4)})`,
  '3.18': numbers('Sata', u16(0), u16(2), u16(4)),
  '3.20': (data) => `Vlan(${data.readUInt16LE(0)})`,
  '3.23': namespaceText,
  '3.24': (data) => `Uri(${data.toString('latin1').replace(/\0.*$/s, '')})`,
  '3.31': (data) => `Dns(${data.subarray(1).length})`,
  '4.1': diskText,
  '4.2': numbers('CDROM', u32(0), u64(4), u64(12)),
  '4.3': vendorText('VenMedia'),
  '4.4': text16,
  '4.6': (data) => `FvFile(${guidText(data).toUpperCase()})`,
  '4.7': (data) => `Fv(${guidText(data).toUpperCase()})`,
  '4.8': numbers('Offset', u64(4), u64(12)),
  '5.1': (data) => `BBS(${hex(data.readUInt16LE(0))},${data.toString('latin1', 4).replace(/\0.*$/s, '')})`,
};

/** An unknown node, or one that is shorter than its kind has to be, is shown as bytes. */
function nodeText(type: number, subtype: number, data: Buffer): string {
  const format = FORMATS[`${type}.${subtype}`];
  try {
    if (format !== undefined) return format(data);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return `Path(${type},${subtype}${data.length === 0 ? '' : `,${rawHex(data)}`})`;
}
