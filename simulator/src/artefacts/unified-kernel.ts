import { SimulatorError } from '../error.ts';

export interface UnifiedKernelParts {
  /** systemd's EFI stub, which boots the kernel in the sections that follow it. */
  readonly stub: Buffer;
  readonly osRelease: string;
  readonly commandLine: string;
  readonly kernel: Buffer;
  readonly initramfs: Buffer;
}

const SECTION_HEADER = 40;
const INITIALIZED_DATA = 0x40;
const READABLE = 0x40000000;

interface Layout {
  readonly peStart: number;
  readonly sectionCount: number;
  readonly sectionTable: number;
  readonly sectionAlignment: number;
  readonly fileAlignment: number;
  readonly headerBytes: number;
  /** End of the last section in memory. */
  readonly memoryEnd: number;
}

/**
 * Combines kernel, initramfs and command line in one EFI program, which firmware boots without a boot loader: the stub with
 * additional PE sections after its own.
 */
export function unifiedKernel({
  stub,
  osRelease,
  commandLine,
  kernel,
  initramfs,
}: UnifiedKernelParts): Buffer {
  const sections: [name: string, content: Buffer][] = [
    ['.osrel', Buffer.from(osRelease)],
    ['.cmdline', Buffer.from(`${commandLine}\0`)],
    ['.linux', kernel],
    ['.initrd', initramfs],
  ];
  const layout = readLayout(stub);
  if (layout.sectionTable + (layout.sectionCount + sections.length) * SECTION_HEADER > layout.headerBytes) {
    throw new SimulatorError('too-large', 'the EFI stub has no room for further section headers');
  }
  const headers = Buffer.from(stub.subarray(0, layout.headerBytes));
  const pieces = [headers, padded(stub.subarray(layout.headerBytes), layout.fileAlignment)];
  let fileOffset = pieces.reduce((sum, piece) => sum + piece.length, 0);
  let address = alignUp(layout.memoryEnd, layout.sectionAlignment);
  sections.forEach(([name, content], index) => {
    const piece = padded(content, layout.fileAlignment);
    const header = layout.sectionTable + (layout.sectionCount + index) * SECTION_HEADER;
    headers.write(name.padEnd(8, '\0'), header, 'latin1');
    headers.writeUInt32LE(content.length, header + 8);
    headers.writeUInt32LE(address, header + 12);
    headers.writeUInt32LE(piece.length, header + 16);
    headers.writeUInt32LE(fileOffset, header + 20);
    headers.writeUInt32LE(INITIALIZED_DATA | READABLE, header + 36);
    pieces.push(piece);
    fileOffset += piece.length;
    address = alignUp(address + content.length, layout.sectionAlignment);
  });
  headers.writeUInt16LE(layout.sectionCount + sections.length, layout.peStart + 6);
  // SizeOfImage, and the checksum, which firmware ignores.
  headers.writeUInt32LE(address, layout.peStart + 24 + 56);
  headers.writeUInt32LE(0, layout.peStart + 24 + 64);
  return Buffer.concat(pieces);
}

function readLayout(stub: Buffer): Layout {
  const peStart = stub.length > 0x40 ? stub.readUInt32LE(0x3c) : 0;
  if (stub.toString('latin1', peStart, peStart + 4) !== 'PE\0\0') {
    throw new SimulatorError('package-incomplete', 'the EFI stub is not an EFI program');
  }
  const sectionCount = stub.readUInt16LE(peStart + 6);
  const optionalHeader = peStart + 24;
  const sectionTable = optionalHeader + stub.readUInt16LE(peStart + 20);
  const sectionAlignment = stub.readUInt32LE(optionalHeader + 32);
  const fileAlignment = stub.readUInt32LE(optionalHeader + 36);
  const headerBytes = stub.readUInt32LE(optionalHeader + 60);
  let memoryEnd = 0;
  for (let index = 0; index < sectionCount; index++) {
    const header = sectionTable + index * SECTION_HEADER;
    memoryEnd = Math.max(memoryEnd, stub.readUInt32LE(header + 8) + stub.readUInt32LE(header + 12));
  }
  // Some stubs have an alignment smaller than a page; page alignment works for them too.
  const pages = Math.max(sectionAlignment, 4096);
  return {
    peStart,
    sectionCount,
    sectionTable,
    sectionAlignment: pages,
    fileAlignment,
    headerBytes,
    memoryEnd,
  };
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

function padded(content: Buffer, alignment: number): Buffer {
  return Buffer.concat([content, Buffer.alloc(alignUp(content.length, alignment) - content.length)]);
}
