import { chmod } from 'node:fs/promises';
import { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
import { asUnprivileged } from '../../node-libvirt/test/support/processes.ts';

/** What `act` does beside a real libvirtd, at this URI, whose socket is closed to the user that we are meanwhile. */
export async function withDeniedHost(act: (uri: string) => Promise<void>): Promise<void> {
  await using daemon = await PrivateDaemon.start();
  await chmod(daemon.socket, 0o000);
  await asUnprivileged(() => act(daemon.uri()));
}
