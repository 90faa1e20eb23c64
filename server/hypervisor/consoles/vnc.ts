import type { Duplex } from 'node:stream';
import { type Domain, DomainXMLFlags, isLibvirtError } from 'node-libvirt';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { type VncDisplay, vncDisplayOf } from './display.ts';
import type { Reach, Reached } from './reach.ts';
import { logInToRfb, RfbLoginError } from './rfb-login.ts';

/** An ssh that carries it has to log in first. */
const OPEN_TIMEOUT_MS = 15_000;

/**
 * A connection to the VNC server of a running domain, logged in: the next byte to write is ClientInit,
 * and the next to read ServerInit. Throws `conflict` when the domain has no such display now, and `host-refused` when
 * it cannot be reached or refuses the login.
 */
export async function openVnc(domain: Domain, reach: Reach): Promise<Duplex> {
  if (!(await domain.isActive())) {
    throw new ConsoleError('conflict', `${domain.name} has no display now: it is not running`, {
      fix: 'Start the node.',
    });
  }
  const display = vncDisplayOf(domain.name, await domain.getXMLDesc(DomainXMLFlags.SECURE));
  const signal = AbortSignal.timeout(OPEN_TIMEOUT_MS);
  const { duplex, why } = await connect(domain, display, reach, signal).catch((cause: unknown) => {
    throw cause instanceof ConsoleError ? cause : refusal(domain.name, display, cause);
  });
  // An error before the viewer listens must not be uncaught; afterwards `close` reports the end.
  duplex.on('error', () => undefined);
  try {
    await logInToRfb(duplex, display.password, signal);
    return duplex;
  } catch (cause) {
    duplex.destroy();
    throw refusal(domain.name, display, (await why()) ?? cause);
  }
}

/** libvirt's message for a channel that somebody has. */
const TAKEN = 'Active channel stream exists';

/** By a channel that nobody has, if it has any: its socket may be open to QEMU and libvirt alone. */
async function connect(
  domain: Domain,
  { target, channels }: VncDisplay,
  reach: Reach,
  signal: AbortSignal,
): Promise<Reached> {
  if (channels.length === 0) return reach(target, signal);
  for (const channel of channels) {
    try {
      const duplex = await domain.openChannel(channel, 0, { signal });
      return { duplex, why: () => Promise.resolve(null) };
    } catch (error) {
      if (!isLibvirtError(error) || !error.message.includes(TAKEN)) throw error;
    }
  }
  throw new ConsoleError('conflict', `${channels.length} viewers have the screen of ${domain.name} open`, {
    fix: 'libvirt connects no more on this host: close one of them, or connect to the host by SSH (qemu+ssh://…).',
  });
}

function refusal(name: string, { target }: VncDisplay, cause: unknown): ConsoleError {
  const where = 'path' in target ? target.path : `${target.host}:${target.port}`;
  if (cause instanceof RfbLoginError) {
    return new ConsoleError('host-refused', `the VNC server of ${name} lets nobody in: ${cause.message}`, {
      fix: 'Use the serial console, or change the graphics device of the domain.',
      cause,
    });
  }
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  if (code === 'EACCES' || code === 'EPERM') {
    return new ConsoleError(
      'host-refused',
      `the console's user may not open ${where}, the display of ${name}`,
      {
        fix: "Let the console's user read and write that socket, or let the display listen on 127.0.0.1.",
        cause,
      },
    );
  }
  const why =
    cause instanceof Error && cause.name === 'AbortError' ? 'no answer within 15 s' : messageOf(cause);
  return new ConsoleError('host-refused', `the display of ${name} at ${where} cannot be reached: ${why}`, {
    fix: 'Try again in a moment; if it stays like this, shut down and start the node.',
    cause,
  });
}
