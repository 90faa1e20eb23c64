import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { SimulatorError } from '../error.ts';
import type { NodeClient } from '../state/schema.ts';
import type { Store } from '../state/store.ts';
import { equal } from './keycloak.ts';

/** The node's client in the realm; created at its first onboarding and reused later. */
export function nodeClient(store: Store, uuid: string): NodeClient {
  const known = store.state.nodeClients.find((client) => client.uuid === uuid);
  if (known !== undefined) return known;
  const client = {
    clientId: `edgenode-${uuid}`,
    clientSecret: randomBytes(24).toString('base64url'),
    uuid,
  };
  store.state.nodeClients.push(client);
  store.changed();
  return client;
}

export function hasNodeClient(store: Store, uuid: string): boolean {
  return store.state.nodeClients.some((client) => client.uuid === uuid.toLowerCase());
}

/**
 * Throws `Unauthenticated` unless the request has the client id and secret that the node with this uuid got when it was
 * onboarded. Otherwise any node could take over another's workflow, or report on its behalf.
 */
export function authenticateNode(store: Store, context: Context, uuid: string): void {
  const given = basicCredentials(context.req.header('authorization'));
  const own = store.state.nodeClients.find((client) => client.uuid === uuid.toLowerCase());
  if (own === undefined || given?.user !== own.clientId || !equal(given.password, own.clientSecret)) {
    throw new SimulatorError('Unauthenticated', 'the client id and secret of this node are required');
  }
}

/** User and password of an Authorization header of the Basic scheme (RFC 7617); undefined for other schemes. */
export function basicCredentials(
  authorization: string | undefined,
): { readonly user: string; readonly password: string } | undefined {
  const [scheme = '', credentials = ''] = (authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon === -1) return undefined;
  return { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}
