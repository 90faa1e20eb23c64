import { isIP, isIPv4 } from 'node:net';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { dnsmasqOptions } from '../../../lib/domain/dhcp-options.ts';
import type { NetworkModel } from '../api.ts';
import { bridgeName } from '../names.ts';
import { element, serialize, type XmlElement } from './element.ts';

export const DNSMASQ_NAMESPACE = 'http://libvirt.org/schemas/network/dnsmasq/1.0';

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

/** Throws unless DHCP and DNS server of a network can serve these. */
export function checkBootFacts<
  Facts extends Pick<NetworkModel, 'bootProgramUrl' | 'bootScriptUrl' | 'names'>,
>(network: string, facts: Facts): Facts {
  parsed(networkInput.omit({ name: true, subnet: true }), network, facts);
  return facts;
}

function parsed<Schema extends z.ZodType>(schema: Schema, network: string, input: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(input);
  if (success) return data;
  throw new ConsoleError('invalid', `the network ${JSON.stringify(network)} cannot serve these nodes`, {
    fix: "Correct the orchestrator's addresses.",
    errors: error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message })),
  });
}

/**
 * A NAT network; with a boot program, its DHCP server sends firmware to HTTP boot, and iPXE on from there.
 * @param dhcpLog a file that this server then writes what it does into; it does not start if it cannot
 */
export function networkXml(model: NetworkModel, dhcpLog: string | null = null): string {
  const input = parsed(networkInput, model.name, model);
  const { name, subnet, names } = input;
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
      optionsElement([...bootOptions(input), ...logOptions(dhcpLog)]),
    ),
  );
}

function hostElement({ address, names }: NetworkModel['names'][number]): XmlElement {
  return element('host', { ip: address }, ...names.map((name) => element('hostname', {}, name)));
}

type NetworkInput = z.output<typeof networkInput>;

const bootOptions = ({ bootProgramUrl, bootScriptUrl }: NetworkInput): string[] =>
  bootProgramUrl === null ? [] : dnsmasqOptions({ bootProgramUrl, bootScriptUrl });

const LOG_FACILITY = 'log-facility=';

/** Every message with its options, to a file. */
const logOptions = (path: string | null): string[] =>
  path === null ? [] : ['log-dhcp', `${LOG_FACILITY}${path}`];

/** Whether it is for the log, which changes nothing for machines in the network. */
export const isLogOption = (option: string): boolean =>
  option === 'log-dhcp' || option.startsWith(LOG_FACILITY);

function optionsElement(options: readonly string[]): XmlElement | null {
  if (options.length === 0) return null;
  return element('dnsmasq:options', {}, ...options.map((value) => element('dnsmasq:option', { value })));
}
