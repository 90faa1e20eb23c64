import { chmod } from 'node:fs/promises';
import { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
import { asUnprivileged } from '../../node-libvirt/test/support/processes.ts';

/** Runs `act` with the URI of a real libvirtd, as a user that its socket refuses. */
export async function withDeniedHost(act: (uri: string) => Promise<void>): Promise<void> {
  await using daemon = await PrivateDaemon.start();
  await chmod(daemon.socket, 0o000);
  await asUnprivileged(() => act(daemon.uri()));
}
