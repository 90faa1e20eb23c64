import { type DomainModel } from '../api.ts';
import { element, type XmlElement } from './element.ts';

/**
 * Boot order: the disk before the network. A blank disk is skipped at once, and a written one boots; with the
 * network first, a provisioned node would be provisioned again and again.
 */
export function deviceElements(model: DomainModel): XmlElement[] {
  return [
    diskElement(model.disk),
    // The firmware would enumerate it at every boot, and it keeps an idle guest's CPU awake.
    element('controller', { type: 'usb', model: 'none' }),
    interfaceElement(model),
    ...model.serialLogs.map(serialElement),
    element('rng', { model: 'virtio' }, element('backend', { model: 'random' }, '/dev/urandom')),
    element('tpm', { model: 'tpm-crb' }, element('backend', { type: 'emulator', version: '2.0' })),
    graphicsElement(model.vncPassword),
    element('video', {}, element('model', { type: 'vga' })),
    element('memballoon', { model: 'none' }),
  ];
}

function diskElement(file: string): XmlElement {
  return element(
    'disk',
    { type: 'file', device: 'disk' },
    element('driver', { name: 'qemu', type: 'qcow2', discard: 'unmap' }),
    element('source', { file }),
    element('target', { dev: 'vda', bus: 'virtio' }),
    element('boot', { order: 1 }),
  );
}

/** Without QEMU's option ROM, whose own iPXE would prevent the firmware's HTTP boot. */
function interfaceElement({ network, mac }: DomainModel): XmlElement {
  return element(
    'interface',
    { type: 'network' },
    element('mac', { address: mac }),
    element('source', { network }),
    element('model', { type: 'virtio' }),
    element('rom', { enabled: 'no' }),
    element('boot', { order: 2 }),
  );
}

/** The log belongs to one power-on: it starts empty. */
function serialElement(log: string, port: number): XmlElement {
  return element(
    'serial',
    { type: 'pty' },
    element('log', { file: log, append: 'off' }),
    element('target', { type: 'isa-serial', port }),
  );
}

/**
 * Never beyond loopback: RFB has no encryption, and its password protects only against the other users of the host.
 * A unix socket would belong to QEMU's user, and a console that does not run as root could not open it.
 */
function graphicsElement(passwd: string): XmlElement {
  return element(
    'graphics',
    { type: 'vnc', port: -1, autoport: 'yes', passwd },
    element('listen', { type: 'address', address: '127.0.0.1' }),
  );
}

export function pxeKnobs(): XmlElement {
  return element(
    'sysinfo',
    { type: 'fwcfg' },
    element('entry', { name: 'opt/org.tianocore/IPv4PXESupport' }, 'n'),
    element('entry', { name: 'opt/org.tianocore/IPv6PXESupport' }, 'n'),
  );
}

/** libvirt's own fwcfg element refuses names outside `opt/`. QEMU reads a comma as the next option. */
export function authorityArguments(authority: string): XmlElement {
  const file = authority.replaceAll(',', ',,');
  return element(
    'qemu:commandline',
    {},
    element('qemu:arg', { value: '-fw_cfg' }),
    element('qemu:arg', { value: `name=etc/edk2/https/cacerts,file=${file}` }),
  );
}
