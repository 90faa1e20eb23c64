import { isIP, isIPv4 } from 'node:net';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type NetworkModel } from '../api.ts';
import { bridgeName } from '../names.ts';
import { element, serialize, type XmlElement } from './element.ts';

const DNSMASQ_NAMESPACE = 'http://libvirt.org/schemas/network/dnsmasq/1.0';

// Each is a quoted value on a line of dnsmasq's configuration: it must contain neither a quote nor a line end. Checked
// before the URL is parsed, because parsing silently drops line ends.
const httpUrl = z
  .string()
  .regex(/^[!#-~]+$/, 'a URL without spaces, quotes and control characters')
  .pipe(z.url({ protocol: /^https?$/ }));
const networkInput = z.object({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/),
  subnet: z.string().refine((subnet) => isIPv4(`${subnet}.1`), 'the first three numbers of an IPv4 network'),
  bootProgramUrl: httpUrl.nullable(),
  bootScriptUrl: httpUrl.nullable(),
  names: z.array(
    z.object({
      address: z.string().refine((address) => isIP(address) !== 0, 'an IP address'),
      names: z.array(z.string().regex(/^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/, 'a host name')),
    }),
  ),
});

/** A NAT network; with a boot program, its DHCP server sends firmware to HTTP boot, and iPXE on from there. */
export function networkXml(model: NetworkModel): string {
  const parsed = networkInput.safeParse(model);
  if (!parsed.success) {
    throw new ConsoleError('invalid', `the network ${JSON.stringify(model.name)} cannot be made`, {
      fix: "Correct the orchestrator's addresses.",
      errors: parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })),
    });
  }
  const { name, subnet, names } = parsed.data;
  return serialize(
    element(
      'network',
      { 'xmlns:dnsmasq': DNSMASQ_NAMESPACE },
      element('name', {}, name),
      element('forward', { mode: 'nat' }),
      element('bridge', { name: bridgeName(name), stp: 'off', delay: 0 }),
      names.length === 0 ? null : element('dns', {}, ...names.map(hostElement)),
      element(
        'ip',
        { address: `${subnet}.1`, netmask: '255.255.255.0' },
        element('dhcp', {}, element('range', { start: `${subnet}.10`, end: `${subnet}.250` })),
      ),
      // Without IPv6 router advertisements iPXE waits 16 s for one.
      element('ip', { family: 'ipv6', address: `fd00:${subnet.replaceAll('.', ':')}::1`, prefix: 64 }),
      bootElement(parsed.data),
    ),
  );
}

function hostElement({ address, names }: NetworkModel['names'][number]): XmlElement {
  return element('host', { ip: address }, ...names.map((name) => element('hostname', {}, name)));
}

type NetworkInput = z.output<typeof networkInput>;

function bootElement({ bootProgramUrl, bootScriptUrl }: NetworkInput): XmlElement | null {
  if (bootProgramUrl === null) return null;
  const options = dnsmasqOptions(bootProgramUrl, bootScriptUrl);
  return element('dnsmasq:options', {}, ...options.map((value) => element('dnsmasq:option', { value })));
}

function dnsmasqOptions(bootProgramUrl: string, bootScriptUrl: string | null): string[] {
  return [
    // UEFI HTTP clients, architecture 16; they accept only an answer that names their class.
    'dhcp-vendorclass=set:efi-http,HTTPClient:Arch:00016',
    'dhcp-option-force=tag:efi-http,60,HTTPClient',
    'dhcp-match=set:ipxe,175',
    `dhcp-boot=tag:efi-http,tag:!ipxe,"${bootProgramUrl}"`,
    ...(bootScriptUrl === null ? [] : [`dhcp-boot=tag:ipxe,"${bootScriptUrl}"`]),
    // iPXE need not wait for a PXE server of the proxy kind: there is none.
    'dhcp-option-force=tag:ipxe,encap:175,176,1b',
  ];
}
