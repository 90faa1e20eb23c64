import { readFile, stat } from 'node:fs/promises';
import type { Connection } from 'node-libvirt';

/** The facts that indicate whether a host can run KVM; when one of them changes, the probe is repeated. */
export async function hostState(connection: Connection, isLocal: boolean): Promise<string> {
  const [hostname, libvirt, qemu, machine] = await Promise.all([
    connection.getHostname(),
    connection.getLibVersion(),
    connection.getVersion(),
    isLocal ? machineState() : '',
  ]);
  return `${hostname} libvirt ${libvirt} qemu ${qemu}${machine}`;
}

/** KVM becomes usable only with a restart, or with a changed device: a module was loaded, or its mode or owner set. */
export async function machineState(device = '/dev/kvm'): Promise<string> {
  const [boot, found] = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => 'unknown'),
    stat(device).catch(() => null),
  ]);
  const kvm = found === null ? 'absent' : [found.ino, found.mode.toString(8), found.uid, found.gid].join(' ');
  return ` boot ${boot.trim()} device ${kvm}`;
}
