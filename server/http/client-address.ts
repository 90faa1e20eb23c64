import { isIP } from 'node:net';
import { type Context } from 'hono';
import { type HttpEnvironment } from './environment.ts';

export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

/** Of the other end of the connection, which may be a proxy. */
export const peerAddress = (c: Context<HttpEnvironment>): string =>
  c.env.incoming?.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';

/**
 * Of whoever asks. Behind a proxy on this machine, which VEN_BASE_URL tells of, every connection comes from loopback;
 * then it is what the proxy itself wrote: the last entry of X-Forwarded-For. All before it, and the whole header
 * without a proxy, could be written by anybody.
 */
export function clientAddress(c: Context<HttpEnvironment>): string {
  const peer = peerAddress(c);
  if (c.var.services.origin.baseUrl === null || !isLoopback(peer)) return peer;
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
  return isIP(forwarded) === 0 ? peer : forwarded;
}
