import { expect, test } from 'vitest';
import { decodeOffer, encodeDiscover } from './message.ts';

const EXCHANGE = {
  xid: Buffer.from([1, 2, 3, 4]),
  mac: Buffer.from([0x02, 0x56, 0x45, 0x4e, 0x44, 0x48]),
};

interface Parts {
  readonly siaddr?: readonly number[];
  readonly sname?: string | Buffer;
  readonly file?: string | Buffer;
  readonly options: readonly (number | string)[];
}

/** RFC 2131, figure 1. */
function reply({ siaddr = [0, 0, 0, 0], sname = '', file = '', options }: Parts): Buffer {
  const fixed = Buffer.alloc(240);
  fixed.set([2, 1, 6, 0, ...EXCHANGE.xid]);
  fixed.set([10, 1, 1, 55], 16);
  fixed.set(siaddr, 20);
  fixed.set(EXCHANGE.mac, 28);
  fixed.set(Buffer.from(sname), 44);
  fixed.set(Buffer.from(file), 108);
  fixed.set([99, 130, 83, 99], 236);
  const bytes = options.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part])));
  return Buffer.concat([fixed, ...bytes]);
}

const OFFER = [53, 1, 2, 54, 4, 10, 1, 1, 9] as const;
const decoded = (message: Buffer) => decodeOffer(message, EXCHANGE, '10.1.1.2');

test('a discover: BOOTP’s fields, the broadcast flag, and the options of HTTP boot', () => {
  const message = encodeDiscover(EXCHANGE);
  expect(message.length).toBeGreaterThanOrEqual(300);
  expect([...message.subarray(0, 12)]).toEqual([1, 1, 6, 0, 1, 2, 3, 4, 0, 0, 0x80, 0]);
  // It has no address, and no address is requested.
  expect(message.subarray(12, 28).every((byte) => byte === 0)).toBe(true);
  expect(message.subarray(28, 34)).toEqual(EXCHANGE.mac);
  expect([...message.subarray(236, 243)]).toEqual([99, 130, 83, 99, 53, 1, 1]);
  expect(message.toString('latin1')).toContain('HTTPClient:Arch:00016');
});

test('an offer: its options come before the fields of BOOTP', () => {
  const offer = { server: '10.1.1.9', address: '10.1.1.55' };
  expect(decoded(reply({ options: [...OFFER, 255] }))).toEqual({
    ...{ ...offer, bootFile: null, nextServer: null },
  });
  const old = { siaddr: [10, 1, 1, 8], sname: 'tftp', file: 'pxelinux.0' };
  expect(decoded(reply({ ...old, options: [...OFFER, 255] }))).toEqual({
    ...{ ...offer, bootFile: 'pxelinux.0', nextServer: '10.1.1.8' },
  });
  // Option 67 in two parts, with padding between them.
  const parts = [67, 5, 'http:', 0, 0, 67, 5, '//b/x', 66, 4, 'boot', 255];
  expect(decoded(reply({ file: 'pxelinux.0', options: [...OFFER, ...parts] }))).toEqual({
    ...{ ...offer, bootFile: 'http://b/x', nextServer: 'boot' },
  });
});

test('options that continue in the fields for file and server name', () => {
  const file = Buffer.from([67, 1, 0x61, 255]);
  const sname = Buffer.from([66, 1, 0x62, 255]);
  expect(decoded(reply({ file, sname, options: [52, 1, 3, ...OFFER, 255] }))).toMatchObject({
    ...{ bootFile: 'a', nextServer: 'b' },
  });
  const nothing = Buffer.from([255]);
  expect(decoded(reply({ file: nothing, sname: nothing, options: [52, 1, 3, ...OFFER] }))).toMatchObject({
    ...{ bootFile: null, nextServer: null },
  });
});

test('without an identifier, or with a broken one, a server is known by its sender', () => {
  for (const options of [
    [53, 1, 2, 255],
    [53, 1, 2, 54, 3, 10, 1, 1, 255],
  ])
    expect(decoded(reply({ options }))?.server).toBe('10.1.1.2');
});

test('what is cut off is left out, and what is not printable is not printed', () => {
  for (const tail of [[67], [67, 9], [67, 9, 'short']])
    expect(decoded(reply({ options: [...OFFER, ...tail] }))).toMatchObject({
      ...{ server: '10.1.1.9', bootFile: null },
    });
  expect(decoded(reply({ options: [...OFFER, 67, 4, 'a', 27, '[b', 255] }))?.bootFile).toBe('a?[b');
  expect(decoded(reply({ options: [...OFFER, 67, 0, 255] }))?.bootFile).toBeNull();
  expect(decoded(reply({ file: 'x'.repeat(128), options: OFFER }))?.bootFile).toHaveLength(128);
});

test('anything else is no offer', () => {
  const offer = reply({ options: [...OFFER, 255] });
  const changed = (at: number) => {
    const copy = Buffer.from(offer);
    copy[at] = 77;
    return copy;
  };
  expect(decoded(offer)).not.toBeNull();
  // A request; another exchange; another machine; BOOTP without options; an acknowledgement.
  for (const at of [0, 4, 28, 236, 242]) expect(decoded(changed(at))).toBeNull();
  expect(decoded(reply({ options: [255, ...OFFER] }))).toBeNull();
  for (let length = 0; length < 243; length++) expect(decoded(offer.subarray(0, length))).toBeNull();
});
