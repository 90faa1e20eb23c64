import { randomBytes } from 'node:crypto';
import { type Domain, DomainDeviceModifyFlags, DomainXMLFlags } from 'node-libvirt';
import { element, serialize } from '../xml/element.ts';
import { vncDeviceOf } from './display.ts';

/**
 * Eight characters, the maximum of RFB's password authentication, with 48 random bits. Protects against other users of
 * the host, who can reach the VNC server on loopback.
 */
export function newVncPassword(): string {
  return randomBytes(6).toString('base64url');
}

/**
 * Gives the display of an active domain a new password, so that a leaked one is useless after the next boot. A display
 * without a password or a TCP port is left as its owner configured it.
 */
export async function renewVncPassword(domain: Domain): Promise<void> {
  const vnc = vncDeviceOf(domain.name, await domain.getXMLDesc(DomainXMLFlags.SECURE));
  if (vnc?.passwd === undefined || vnc.port === undefined) return;
  const { port, autoport, listen } = vnc;
  const device = element('graphics', { type: 'vnc', port, autoport, listen, passwd: newVncPassword() });
  await domain.updateDevice(serialize(device), DomainDeviceModifyFlags.LIVE);
}
