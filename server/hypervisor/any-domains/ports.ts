import type { DomainPort } from '../../../lib/contract/host-domain.ts';

interface Port {
  readonly '@type': string;
  readonly target?: { readonly '@type'?: string | undefined } | undefined;
}

interface Ports {
  readonly serial: readonly Port[];
  readonly console: readonly Port[];
}

/** How libvirt calls what the guest has; anything else is a serial port. */
const GUEST_NAMES: Readonly<Record<string, string>> = {
  virtio: 'hvc',
  xen: 'hvc',
  lxc: 'tty',
  sclp: 'ttysclp',
};

/** The backends whose other end libvirt hands to a client. */
const OPEN = ['pty', 'unix'];

/**
 * What its serial consoles are called, and why one cannot be opened. libvirt's first console is the first serial port
 * under another name; a domain that has consoles only, such as a container, has those.
 */
export function portsOf(devices: Ports | undefined): DomainPort[] {
  const { serial = [], console = [] } = devices ?? {};
  return Array.from({ length: Math.max(serial.length, console.length) }, (_, index) => {
    const port = serial[index] ?? console[index];
    const type = port?.['@type'] ?? 'pty';
    const kind = serial[index] === undefined ? (console[index]?.target?.['@type'] ?? 'serial') : 'serial';
    return {
      label: `${GUEST_NAMES[kind] ?? 'ttyS'}${index}`,
      refusal: OPEN.includes(type) ? null : `its other end is a ${type} of the host, not a terminal`,
    };
  });
}
