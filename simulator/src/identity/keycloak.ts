import { randomUUID, timingSafeEqual, createHash } from 'node:crypto';
import { z } from 'zod';
import type { Simulation } from '../simulation.ts';
import { tokenExpiry, wrongPassword } from '../scenarios/catalogue.ts';
import type { Subject } from '../scenarios/scenarios.ts';
import { type Grant, roles } from './tokens.ts';

const PUBLIC_CLIENT = 'system-client';
const IDLE_SECONDS = 5_400;

const TokenRequest = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('password'),
    client_id: z.string(),
    username: z.string(),
    password: z.string(),
    scope: z.string().default(''),
  }),
  z.object({
    grant_type: z.literal('client_credentials'),
    client_id: z.string(),
    client_secret: z.string().default(''),
    scope: z.string().default(''),
  }),
  z.object({ grant_type: z.literal('refresh_token'), client_id: z.string(), refresh_token: z.string() }),
]);

export interface KeycloakResponse {
  readonly status: 200 | 400 | 401;
  readonly body: Readonly<Record<string, string | number>>;
}

/** Keycloak's token endpoint: password, client credentials and refresh grants, with Keycloak's error bodies. */
export function handleTokenRequest(
  simulation: Simulation,
  form: Readonly<Record<string, string>>,
  subject: Subject,
): KeycloakResponse {
  if (form.grant_type === undefined)
    return refuse(400, 'invalid_request', 'Missing form parameter: grant_type');
  const parsed = TokenRequest.safeParse(form);
  if (!parsed.success) return explain(parsed.error, form);
  const request = parsed.data;
  switch (request.grant_type) {
    case 'password':
      return passwordGrant(simulation, request, subject);
    case 'client_credentials':
      return clientGrant(simulation, request, subject);
    case 'refresh_token': {
      if (request.client_id !== PUBLIC_CLIENT) return invalidClient();
      const claims = simulation.tokens.read('Refresh', request.refresh_token);
      if (claims === undefined) return refuse(400, 'invalid_grant', 'Token is not active');
      return issue(simulation, subject, {
        subject: claims.sub,
        username: claims.preferred_username,
        client: claims.azp,
        scope: claims.scope,
        roles: claims.realm_access.roles,
        session: claims.sid,
      });
    }
  }
}

function passwordGrant(
  simulation: Simulation,
  request: { client_id: string; username: string; password: string; scope: string },
  subject: Subject,
): KeycloakResponse {
  if (request.client_id !== PUBLIC_CLIENT) return invalidClient();
  const { accounts, project } = simulation.store.state;
  const isApi = equal(request.username, accounts.api.username);
  const account = isApi ? accounts.api : accounts.onboarding;
  const refused = !isApi && simulation.scenarios.active(wrongPassword, subject) !== undefined;
  const known = equal(request.username, account.username) && equal(request.password, account.password);
  if (!known || refused) return refuse(401, 'invalid_grant', 'Invalid user credentials');
  return issue(simulation, subject, {
    subject: request.username,
    username: request.username,
    client: PUBLIC_CLIENT,
    scope: request.scope,
    roles: isApi
      ? [roles.inventoryWrite(project.uid), roles.inventoryRead(project.uid)]
      : [roles.onboard(project.uid)],
    session: randomUUID(),
  });
}

/** The grant for a node with the credentials from its onboarding. It has no session, hence no refresh token. */
function clientGrant(
  simulation: Simulation,
  request: { client_id: string; client_secret: string; scope: string },
  subject: Subject,
): KeycloakResponse {
  const { nodeClients, project } = simulation.store.state;
  const client = nodeClients.find((candidate) => equal(candidate.clientId, request.client_id));
  if (client === undefined || !equal(client.clientSecret, request.client_secret)) return invalidClient();
  return issue(
    simulation,
    subject,
    {
      subject: client.clientId,
      username: `service-account-${client.clientId}`,
      client: client.clientId,
      scope: request.scope,
      roles: [roles.nodeAgent(project.uid)],
      session: randomUUID(),
    },
    false,
  );
}

function issue(simulation: Simulation, subject: Subject, grant: Grant, refreshable = true): KeycloakResponse {
  const scope = ['profile', 'email', ...grant.scope.split(/\s+/)].filter((word) => word !== '');
  const seconds = Math.min(
    simulation.settings.tokenSeconds,
    simulation.scenarios.active(tokenExpiry, subject)?.parameters.seconds ?? Infinity,
  );
  const lasting = { ...grant, scope: [...new Set(scope)].join(' ') };
  return {
    status: 200,
    body: {
      access_token: simulation.tokens.issue('Bearer', lasting, seconds),
      expires_in: Math.ceil(seconds),
      refresh_expires_in: refreshable ? IDLE_SECONDS : 0,
      ...(refreshable ? { refresh_token: simulation.tokens.issue('Refresh', lasting, IDLE_SECONDS) } : {}),
      token_type: 'Bearer',
      ...(scope.includes('openid') ? { id_token: simulation.tokens.issue('ID', lasting, seconds) } : {}),
      'not-before-policy': 0,
      ...(refreshable ? { session_state: grant.session } : {}),
      scope: lasting.scope,
    },
  };
}

function refuse(status: 400 | 401, error: string, description: string): KeycloakResponse {
  return { status, body: { error, error_description: description } };
}

function invalidClient(): KeycloakResponse {
  return refuse(401, 'invalid_client', 'Invalid client or Invalid client credentials');
}

function explain(error: z.ZodError, form: Readonly<Record<string, string>>): KeycloakResponse {
  const field = error.issues[0]?.path[0];
  if (field === 'grant_type') return refuse(400, 'unsupported_grant_type', 'Unsupported grant_type');
  if (field === 'client_id') return invalidClient();
  if (field === 'refresh_token') return refuse(400, 'invalid_request', 'No refresh token');
  if (form.username === undefined) return refuse(400, 'invalid_request', 'Missing parameter: username');
  return refuse(401, 'invalid_grant', 'Invalid user credentials');
}

/** Compares in constant time. */
export function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
