import { networkInterfaces } from 'node:os';
import { type Connection, type Network } from 'node-libvirt';
import { certificateNames } from '../../src/tls/names.ts';
import { type OwnNames } from './own-names.ts';

export interface NetworkOptions {
  readonly names: OwnNames;
  readonly cluster: string;
  readonly httpPort: string;
  readonly httpsPort: string;
  /** What iPXE asks from a network: IPv6 announced, and no wait for a PXE server; the firmware's default is without. */
  readonly isTuned: boolean;
}

const TRIES = 20;

/** A network of the tests', gone with the host's next start at the latest: it is never defined, only created. */
export async function createNetwork(connection: Connection, options: NetworkOptions): Promise<Network> {
  let failure: unknown;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const subnet = freeSubnet(attempt);
    if (subnet === undefined) continue;
    try {
      return await connection.networkCreateXML(networkXml(subnet, options));
    } catch (error) {
      // Somebody took the same addresses meanwhile, or a route covers them.
      failure = error;
    }
  }
  throw new Error(`no network came about in ${TRIES} attempts`, { cause: failure });
}

/** The second and third number of 10.x.y.0/24. */
type Subnet = readonly [number, number];

/** By process id, so that tests that run at the same time do not meet. */
function freeSubnet(attempt: number): Subnet | undefined {
  const place = process.pid + attempt * 977;
  const subnet: Subnet = [176 + (place % 64), Math.trunc(place / 64) % 256];
  const isTaken = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some(({ address }) => address.startsWith(`10.${subnet[0]}.${subnet[1]}.`));
  return isTaken ? undefined : subnet;
}

function networkXml([second, third]: Subnet, options: NetworkOptions): string {
  const { names, cluster, httpPort, httpsPort, isTuned } = options;
  const net = `10.${second}.${third}`;
  const ipv6 = `fd00:${second.toString(16)}:${third.toString(16)}`;
  const hostnames = certificateNames(cluster, `${net}.1`).dns.filter((name) => name.endsWith(cluster));
  const program = `https://tinkerbell-haproxy.${cluster}:${httpsPort}/tink-stack/signed_ipxe.efi`;
  const dnsmasq = [
    'dhcp-vendorclass=set:efi-http,HTTPClient:Arch:00016',
    'dhcp-option-force=tag:efi-http,60,HTTPClient',
    'dhcp-match=set:ipxe,175',
    `dhcp-boot=tag:efi-http,tag:!ipxe,&quot;${program}&quot;`,
    `dhcp-boot=tag:ipxe,http://${net}.1:${httpPort}/tink-stack/boot.ipxe`,
    ...(isTuned ? ['dhcp-option-force=tag:ipxe,encap:175,176,1b'] : []),
  ];
  return `<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
  <name>${names.make('network')}</name>
  <forward mode='nat'/>
  <bridge name='vt${process.pid}-%d' stp='off' delay='0'/>
  <dns>
    <host ip='${net}.1'>${hostnames.map((name) => `<hostname>${name}</hostname>`).join('')}</host>
  </dns>
  <ip address='${net}.1' netmask='255.255.255.0'>
    <dhcp><range start='${net}.10' end='${net}.99'/></dhcp>
  </ip>
  ${isTuned ? `<ip family='ipv6' address='${ipv6}::1' prefix='64'/>` : ''}
  <dnsmasq:options>
    ${dnsmasq.map((option) => `<dnsmasq:option value='${option}'/>`).join('\n    ')}
  </dnsmasq:options>
</network>`;
}
