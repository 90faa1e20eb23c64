import type { DhcpOffer } from '../api.ts';

/** RFC 2131, section 2: the fixed part, which ends with `file`; then the magic cookie, then options. */
const FIELD = { xid: 4, flags: 10, yiaddr: 16, siaddr: 20, chaddr: 28, sname: 44, file: 108, cookie: 236 };
const OPTIONS = FIELD.cookie + 4;
const MAGIC_COOKIE = Buffer.from([99, 130, 83, 99]);
const [BOOTREQUEST, BOOTREPLY] = [1, 2];
const ETHERNET = { type: 1, length: 6 };
const BROADCAST = 0x80_00;
const [DISCOVER, OFFER] = [1, 2];
/** Old relays drop what is shorter than a BOOTP message. */
const SHORTEST = 300;

/** RFC 2132; 93 and 94 are of RFC 4578. */
const OPTION = {
  pad: 0,
  overload: 52,
  messageType: 53,
  serverIdentifier: 54,
  parameters: 55,
  vendorClass: 60,
  bootServer: 66,
  bootFile: 67,
  architecture: 93,
  interfaceVersion: 94,
  end: 255,
} as const;

/** What tells the answers to one request apart from all others on the wire. */
export interface Exchange {
  readonly xid: Buffer;
  readonly mac: Buffer;
}

/** A DHCPDISCOVER like that of x86-64 firmware which boots over HTTP, so that servers offer what they would offer a node. */
export function encodeDiscover({ xid, mac }: Exchange): Buffer {
  const fixed = Buffer.alloc(OPTIONS);
  fixed.set([BOOTREQUEST, ETHERNET.type, ETHERNET.length]);
  xid.copy(fixed, FIELD.xid);
  // The answer cannot be sent to an address that is not assigned.
  fixed.writeUInt16BE(BROADCAST, FIELD.flags);
  mac.copy(fixed, FIELD.chaddr);
  MAGIC_COOKIE.copy(fixed, FIELD.cookie);
  const options = Buffer.concat([
    option(OPTION.messageType, [DISCOVER]),
    option(OPTION.parameters, [1, 3, 6, 43, OPTION.vendorClass, OPTION.bootServer, OPTION.bootFile]),
    option(OPTION.vendorClass, Buffer.from('HTTPClient:Arch:00016:UNDI:003001')),
    option(OPTION.architecture, [0, 16]),
    option(OPTION.interfaceVersion, [1, 3, 1]),
    Buffer.from([OPTION.end]),
  ]);
  const message = Buffer.concat([fixed, options]);
  return Buffer.concat([message, Buffer.alloc(Math.max(0, SHORTEST - message.length))]);
}

const option = (code: number, value: readonly number[] | Buffer): Buffer =>
  Buffer.from([code, value.length, ...value]);

/** The DHCPOFFER of this exchange, which came from the address `sender`; null if it is anything else. */
export function decodeOffer(message: Buffer, { xid, mac }: Exchange, sender: string): DhcpOffer | null {
  if (message.length < OPTIONS || message[0] !== BOOTREPLY) return null;
  const field = (start: number, length: number) => message.subarray(start, start + length);
  if (!field(FIELD.xid, 4).equals(xid) || !field(FIELD.chaddr, ETHERNET.length).equals(mac)) return null;
  if (!field(FIELD.cookie, 4).equals(MAGIC_COOKIE)) return null;
  const options = readOptions(message.subarray(OPTIONS));
  const overload = options.get(OPTION.overload)?.[0] ?? 0;
  const [file, sname] = [field(FIELD.file, 128), field(FIELD.sname, 64)];
  if (overload & 1) readOptions(file, options);
  if (overload & 2) readOptions(sname, options);
  if (options.get(OPTION.messageType)?.[0] !== OFFER) return null;
  return {
    server: addressIn(options.get(OPTION.serverIdentifier)) ?? sender,
    address: addressIn(field(FIELD.yiaddr, 4)),
    bootFile: textIn(options.get(OPTION.bootFile)) ?? (overload & 1 ? null : textIn(file)),
    nextServer:
      addressIn(field(FIELD.siaddr, 4)) ??
      textIn(options.get(OPTION.bootServer)) ??
      (overload & 2 ? null : textIn(sname)),
  };
}

/** Adds to `found`: parts of one option belong together (RFC 3396). What is cut off at the end is left out. */
function readOptions(bytes: Buffer, found = new Map<number, Buffer>()): Map<number, Buffer> {
  let at = 0;
  for (;;) {
    const code = bytes[at++];
    if (code === undefined || code === OPTION.end) return found;
    if (code === OPTION.pad) continue;
    const length = bytes[at++];
    if (length === undefined || at + length > bytes.length) return found;
    const value = bytes.subarray(at, at + length);
    found.set(code, Buffer.concat([found.get(code) ?? Buffer.alloc(0), value]));
    at += length;
  }
}

/** Null for 0.0.0.0, too. */
function addressIn(bytes: Buffer | undefined): string | null {
  if (bytes?.length !== 4 || bytes.every((byte) => byte === 0)) return null;
  return bytes.join('.');
}

/** Up to the first NUL; anybody may have sent it, and people read it. */
function textIn(bytes: Buffer | undefined): string | null {
  const [text = ''] = bytes?.toString('latin1').split('\0') ?? [];
  const printable = text.replaceAll(/[^\x20-\x7e]/g, '?').trim();
  return printable === '' ? null : printable;
}
