import { randomBytes } from 'node:crypto';
import { type Context } from 'hono';
import { SimulatorError } from '../error.ts';
import { type NodeClient } from '../state/schema.ts';
import { type Store } from '../state/store.ts';
import { basicCredentials } from './basic.ts';
import { equal } from './keycloak.ts';

/** The node's own client in the realm; made at its first onboarding, the same at every later one. */
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
 * Throws `Unauthenticated` unless the request carries the client id and secret that the node of this uuid got when it
 * was onboarded: otherwise any node could work off another's workflow, or report that it runs.
 */
export function authenticateNode(store: Store, context: Context, uuid: string): void {
  const given = basicCredentials(context.req.header('authorization'));
  const own = store.state.nodeClients.find((client) => client.uuid === uuid.toLowerCase());
  if (own === undefined || given?.user !== own.clientId || !equal(given.password, own.clientSecret)) {
    throw new SimulatorError('Unauthenticated', 'the client id and secret of this node are needed');
  }
}
