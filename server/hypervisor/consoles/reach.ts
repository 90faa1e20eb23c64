import { once } from 'node:events';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { openTunnel } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { sshRefusal } from '../ssh/refusal.ts';
import type { VncDisplay } from './display.ts';

/** A connection, and why it ended if something said so. */
export interface Reached {
  readonly duplex: Duplex;
  readonly why: () => Promise<Error | null>;
}

/** Connects to a socket of the host's machine, which listens on its loopback only. */
export type Reach = (target: VncDisplay['target'], signal: AbortSignal) => Promise<Reached>;

export const reachHere: Reach = async (target, signal) => {
  const socket = connect({ ...target, noDelay: true });
  try {
    await once(socket, 'connect', { signal });
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return { duplex: socket, why: () => Promise.resolve(null) };
};

/** By the same ssh as libvirt’s own connection. */
export const reachBySsh =
  (uri: string, sshOptions: readonly string[]): Reach =>
  async (target, signal) => {
    const { duplex, complaint } = await openTunnel(uri, target, { sshOptions, signal });
    const why = async () => {
      const text = await complaint();
      return text === '' ? null : new Error(sshRefusal(text)?.message ?? text);
    };
    return { duplex, why };
  };

export const reachNot: Reach = () => {
  throw new ConsoleError('host-refused', 'libvirt’s TLS connection does not reach the port of this screen', {
    fix: 'Use the serial console. A node that the console made has a screen after it was powered off and started again. For all screens, connect to the host by SSH (qemu+ssh://…).',
  });
};
