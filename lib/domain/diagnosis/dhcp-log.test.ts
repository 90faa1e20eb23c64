import { describe, expect, test } from 'vitest';
import { dhcpLogOf } from './dhcp-log.ts';

const URL = 'https://boot.example/x.efi';
const at = (second: number): string =>
  `Nov 28 12:40:${String(second).padStart(2, '0')} dnsmasq-dhcp[16500]: `;
/** What dnsmasq 2.90 wrote with `log-dhcp`, without the options that are not looked at. */
const talk = (second: number, id: number, ...lines: string[]): string =>
  ['available DHCP range: 10.213.77.10 -- 10.213.77.11', ...lines]
    .map((line) => `${at(second)}${id} ${line}\n`)
    .join('');
const HTTP = 'vendor class: HTTPClient:Arch:00016:UNDI:003001';
const MAC = '52:54:00:00:00:01';
const discover = `DHCPDISCOVER(docx0) ${MAC} `;
const offer = [`DHCPOFFER(docx0) 10.213.77.11 ${MAC} `, 'requested options: 1:netmask, 3:router'];
const ack = [`DHCPREQUEST(docx0) 10.213.77.11 ${MAC} `, `DHCPACK(docx0) 10.213.77.11 ${MAC} `];
const file = (url = URL): string => `bootfile name: ${url}`;
const OTHERS =
  'Nov 28 12:40:21 dnsmasq[16500]: started, version 2.90 cachesize 150\n' +
  talk(30, 7, HTTP, 'DHCPDISCOVER(docx0) 52:54:00:00:00:09 no address available');

const seen = (log: string, bootProgramUrl: string | null = URL) =>
  dhcpLogOf(OTHERS + log, {
    mac: MAC.toUpperCase(),
    since: new Date(2026, 10, 28, 12, 40, 25, 400).toISOString(),
    bootProgramUrl,
  });

describe('the log of the DHCP server', () => {
  test.each([
    ['nothing of the node', '', 'dhcp-not-asked'],
    ['only of the boot before', talk(24, 1, HTTP, discover, ...offer, file()), 'dhcp-not-asked'],
    ['a question without an offer', talk(25, 1, HTTP, discover), 'dhcp-without-offer'],
    ['one that is ignored', talk(30, 1, `${discover}ignored`), 'dhcp-without-offer'],
    ['no address left', talk(30, 1, `${discover}no address available`), 'dhcp-addresses-used-up'],
    ['an offer that is not taken', talk(30, 1, HTTP, discover, ...offer, file()), 'dhcp-offer-not-taken'],
    ['an offer without option 67', talk(30, 1, HTTP, discover, ...offer), 'no-boot-program-named'],
    [
      'another option 67',
      talk(30, 1, HTTP, discover, ...offer, ...ack, file('http://other.example/y.efi')),
      'network-elsewhere',
    ],
    [
      'an address that was asked for and is refused',
      talk(30, 1, HTTP, discover, ...offer, file(), `DHCPNAK(docx0) 10.213.77.10 ${MAC} address in use`),
      'dhcp-offer-not-taken',
    ],
    ['all of it', talk(30, 1, HTTP, discover, ...offer, file(), ...ack, file()), 'dhcp-offered'],
    // Its own DHCP client asks again, and needs no boot file.
    [
      'the system afterwards',
      talk(30, 1, HTTP, discover, ...offer, file(), ...ack) + talk(50, 2, discover, ...offer, ...ack),
      'dhcp-offered',
    ],
  ])('%s', (_, log, finding) => {
    expect(seen(log)).toMatchObject({ topic: 'dhcp-log', finding, basis: 'confirmed', evidence: null });
  });

  test('one that begins after the power-on says nothing by having nothing', () => {
    const since = new Date(2026, 10, 28, 12, 40, 0).toISOString();
    for (const log of ['', OTHERS])
      expect(dhcpLogOf(log, { mac: MAC, since, bootProgramUrl: URL })).toMatchObject({
        outcome: 'unchecked',
        finding: null,
      });
  });

  test('whoever boots from a disk needs no boot program', () => {
    expect(seen(talk(30, 1, HTTP, discover, ...offer, ...ack), null)).toMatchObject({ outcome: 'fine' });
  });

  test('has no years: a boot of the last minutes of one', () => {
    const log = talk(30, 1, discover, ...offer, ...ack).replaceAll('Nov 28 12:40', 'Jan  1 00:00');
    const since = new Date(2026, 11, 31, 23, 59, 50).toISOString();
    expect(dhcpLogOf(log, { mac: MAC, since, bootProgramUrl: null })).toMatchObject({ outcome: 'fine' });
  });

  test('a guest cannot make lines: what it sends is not at their beginning', () => {
    const log = talk(30, 1, `client provides name: x DHCPACK(docx0) 10.213.77.11 ${MAC}`, discover);
    expect(seen(log)).toMatchObject({ finding: 'dhcp-without-offer' });
  });
});
