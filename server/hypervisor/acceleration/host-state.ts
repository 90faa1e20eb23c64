import { readFile, stat } from 'node:fs/promises';
import { type Connection } from 'node-libvirt';

/** What is known of a host's ability to run KVM without trying it: when one of these is another, the answer may be. */
export async function hostState(connection: Connection, isLocal: boolean): Promise<string> {
  const [hostname, libvirt, qemu, machine] = await Promise.all([
    connection.getHostname(),
    connection.getLibVersion(),
    connection.getVersion(),
    isLocal ? machineState() : '',
  ]);
  return `${hostname} libvirt ${libvirt} qemu ${qemu}${machine}`;
}

/** Virtualization is switched on before the machine starts, or brings another device: by a module, its mode, its owner. */
export async function machineState(device = '/dev/kvm'): Promise<string> {
  const [boot, found] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'unknown'),
    stat(device).catch(() => null),
  ]);
  const kvm = found === null ? 'absent' : [found.ino, found.mode.toString(8), found.uid, found.gid].join(' ');
  return ` boot ${boot.trim()} device ${kvm}`;
}
