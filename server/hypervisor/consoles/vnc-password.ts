import { randomBytes } from 'node:crypto';
import { type Domain, DomainDeviceModifyFlags, DomainXMLFlags } from 'node-libvirt';
import { element, serialize } from '../xml/element.ts';
import { vncDeviceOf } from './display.ts';

/**
 * Eight characters, which is all that RFB's password authentication takes, with 48 random bits: against the other users
 * of the host, who can reach the VNC server on loopback.
 */
export function newVncPassword(): string {
  return randomBytes(6).toString('base64url');
}

/**
 * Gives the display of an active domain another password, so that one that somebody learned is worth nothing at the
 * next boot. A display without a password, or without a TCP port, stays as its owner made it.
 */
export async function renewVncPassword(domain: Domain): Promise<void> {
  const vnc = vncDeviceOf(domain.name, await domain.getXMLDesc(DomainXMLFlags.SECURE));
  if (vnc?.passwd === undefined || vnc.port === undefined) return;
  const { port, autoport, listen } = vnc;
  const device = element('graphics', { type: 'vnc', port, autoport, listen, passwd: newVncPassword() });
  await domain.updateDevice(serialize(device), DomainDeviceModifyFlags.LIVE);
}
