import { normalize } from 'node:path';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { parseXml } from '../xml/parse.ts';

/** Where a domain's VNC server listens, and the password it requires (null: none in the definition). */
export interface VncDisplay {
  readonly target: { readonly host: string; readonly port: number } | { readonly path: string };
  readonly password: string | null;
  /** Channels whose socket is the VNC server's: libvirt connects a stream to each. */
  readonly channels: readonly string[];
}

const channel = z
  .object({
    '@type': z.string().optional(),
    source: z.object({ '@path': z.string().optional() }).optional().catch(undefined),
    target: z.object({ '@name': z.string().optional() }).optional().catch(undefined),
  })
  .catch({});

const graphics = z
  .object({
    '@type': z.string(),
    '@port': z.string().optional(),
    '@autoport': z.string().optional(),
    '@socket': z.string().optional(),
    '@listen': z.string().optional(),
    '@passwd': z.string().optional(),
  })
  .transform((attributes) => ({
    type: attributes['@type'],
    port: attributes['@port'],
    autoport: attributes['@autoport'],
    socket: attributes['@socket'],
    listen: attributes['@listen'],
    passwd: attributes['@passwd'],
  }));
type Graphics = z.output<typeof graphics>;

// The parser turns an element without content into a string.
const devices = z.union([
  z.object({ graphics: z.array(graphics).default([]), channel: z.array(channel).catch([]) }),
  z.literal(''),
]);
const graphicsDocument = z.object({ domain: z.object({ devices: devices.optional() }) });

const devicesOf = (name: string, xml: string) => {
  const { devices: found } = parseXml(graphicsDocument, `domain ${name}`, xml).domain;
  return typeof found === 'object' ? found : { graphics: [], channel: [] };
};

const graphicsOf = (name: string, xml: string): Graphics[] => devicesOf(name, xml).graphics;

function channelsTo(socket: string, name: string, xml: string): string[] {
  const path = normalize(socket);
  return devicesOf(name, xml).channel.flatMap(({ '@type': type, source, target }) => {
    const isSame = source?.['@path'] !== undefined && normalize(source['@path']) === path;
    return type === 'unix' && isSame && target?.['@name'] !== undefined ? [target['@name']] : [];
  });
}

/** The VNC device of a domain, as `xml` describes it. */
export function vncDeviceOf(name: string, xml: string): Graphics | undefined {
  return graphicsOf(name, xml).find(({ type }) => type === 'vnc');
}

/** The address that a client on the same machine uses for a wildcard address. */
const LOOPBACK_OF: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

const SERIAL_INSTEAD = 'Use the serial console, or give the domain a VNC display and start it again.';

/**
 * Reads the graphics devices of an active domain (https://libvirt.org/formatdomain.html#graphical-framebuffers).
 * `xml` has to be its live description with secrets (VIR_DOMAIN_XML_SECURE), otherwise the password is not in it.
 * Throws `conflict`, naming the displays that exist, when the domain has no reachable VNC display.
 */
export function vncDisplayOf(name: string, xml: string): VncDisplay {
  const vnc = vncDeviceOf(name, xml);
  if (vnc === undefined) {
    const others = graphicsOf(name, xml).map(({ type }) => type.toUpperCase());
    const message =
      others.length === 0
        ? `${name} has no graphical display`
        : `${name} has no VNC display, only ${others.join(', ')}`;
    throw new ConsoleError('conflict', message, { fix: SERIAL_INSTEAD });
  }
  const { socket, listen = '127.0.0.1', passwd: password = null } = vnc;
  if (socket !== undefined)
    return { target: { path: socket }, password, channels: channelsTo(socket, name, xml) };
  const port = Number(vnc.port ?? -1);
  if (port > 0) return { target: { host: LOOPBACK_OF[listen] ?? listen, port }, password, channels: [] };
  throw new ConsoleError('conflict', `the VNC display of ${name} listens nowhere`, { fix: SERIAL_INSTEAD });
}
