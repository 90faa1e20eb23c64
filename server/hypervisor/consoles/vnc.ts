import { connect } from 'node:net';
import { type Duplex } from 'node:stream';
import { type Domain } from 'node-libvirt';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { parseXml } from '../xml/parse.ts';

const graphicsDocument = z.object({
  domain: z.object({
    devices: z.object({
      graphics: z.array(z.object({ '@type': z.string(), '@port': z.string().optional() })).default([]),
    }),
  }),
});

const CONNECT_TIMEOUT = 5_000;

/** A raw RFB connection to the screen of a running domain on this machine. */
export async function openVnc(domain: Domain): Promise<Duplex> {
  const { devices } = parseXml(graphicsDocument, `domain ${domain.name}`, await domain.getXMLDesc()).domain;
  const port = Number(devices.graphics.find((graphics) => graphics['@type'] === 'vnc')?.['@port'] ?? -1);
  if (!(port > 0)) {
    throw new ConsoleError('conflict', `${domain.name} has no screen now: it does not run`, {
      fix: 'Start the node.',
    });
  }
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const fail = (cause: Error) => {
      socket.destroy();
      reject(
        new ConsoleError('host-refused', `the screen of ${domain.name} cannot be reached: ${cause.message}`, {
          fix: 'Try again in a moment; if it stays like this, stop and start the node.',
          cause,
        }),
      );
    };
    const timer = setTimeout(() => fail(new Error('no answer within 5 s')), CONNECT_TIMEOUT);
    socket.once('error', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve(socket);
    });
    socket.once('close', () => clearTimeout(timer));
  });
}
