import { type HttpBindings } from '@hono/node-server';
import { type Context } from 'hono';
import { type Logger } from 'pino';
import { type Identity, type Access } from '../core/access/api.ts';
import { type Arrival } from '../core/access/client-address.ts';
import { type OwnOrigin } from '../core/access/origin.ts';
import { type Core } from '../core/api.ts';
import { type Metrics } from './metrics.ts';

/** What the routes act on. */
export interface HttpServices {
  readonly core: Core;
  readonly access: Access;
  /** Rejects when the database does not answer. */
  readonly pingDatabase: () => Promise<void>;
  readonly origin: OwnOrigin;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Hono's types for what belongs to one request. */
export interface HttpEnvironment {
  Bindings: Partial<HttpBindings>;
  Variables: {
    services: HttpServices;
    /** Set by authentication, before any guard. */
    identity: Identity | null;
    /** Of whoever asks. */
    address: string;
    /** What a changing request acted on, for the audit trail, when its path does not say it. */
    auditTarget: string | undefined;
    /** Whether the outcome stands in the audit trail already. */
    noted: boolean;
  };
}

/** Where a request came from, as far as it can be told. */
export const requestOriginOf = (c: Context<HttpEnvironment>): Arrival => ({
  peer: c.env.incoming?.socket.remoteAddress,
  forwarded: c.req.header('x-forwarded-for'),
});
