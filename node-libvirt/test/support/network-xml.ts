/**
 * A network of its own, apart from the host's: no forwarding, a bridge that libvirt names, and addresses derived
 * from the process id so that test files that run at the same time do not meet.
 */
export function isolatedNetwork({ name, uuid }: { name: string; uuid: string }): string {
  const net = ownAddresses();
  return `<network>
  <name>${name}</name><uuid>${uuid}</uuid>
  <bridge stp='off' delay='0'/>
  <ip address='${net}.1' netmask='255.255.255.0'>
    <dhcp><range start='${net}.10' end='${net}.99'/></dhcp>
  </ip>
</network>`;
}

/** The first three numbers of the addresses in this process's networks. */
export function ownAddresses(): string {
  return `10.${111 + (process.pid % 64)}.${Math.trunc(process.pid / 64) % 256}`;
}
