import { type Context } from 'hono';
import { type Arrival } from '../core/access/client-address.ts';
import { type HttpEnvironment } from './environment.ts';

/** Where a request came from, as far as it can be told. */
export const requestOriginOf = (c: Context<HttpEnvironment>): Arrival => ({
  peer: c.env.incoming?.socket.remoteAddress,
  forwarded: c.req.header('x-forwarded-for'),
});
