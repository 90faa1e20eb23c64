import { constants, randomUUID, sign, verify } from 'node:crypto';
import { z } from 'zod';
import type { SigningKey } from './signing-key.ts';

const Claims = z.object({
  typ: z.enum(['Bearer', 'Refresh', 'ID']),
  jti: z.string(),
  iss: z.string(),
  sub: z.string(),
  azp: z.string(),
  sid: z.string(),
  iat: z.number(),
  exp: z.number(),
  preferred_username: z.string(),
  scope: z.string(),
  realm_access: z.object({ roles: z.array(z.string()) }),
});
export type Claims = z.output<typeof Claims>;

/** Roles that the orchestrator's services check, prefixed with the project's uid. */
export const roles = {
  /** Read and write the inventory: the API user's (Host-Manager group). */
  inventoryWrite: (project: string) => `${project}_im-rw`,
  inventoryRead: (project: string) => `${project}_im-r`,
  /** May onboard a device interactively: the onboarding user's (Edge-Onboarding group). */
  onboard: (project: string) => `${project}_en-ob`,
  /** A node that has been onboarded. */
  nodeAgent: (project: string) => `${project}_en-agent-rw`,
} as const;

export interface Grant {
  readonly subject: string;
  readonly username: string;
  readonly client: string;
  readonly scope: string;
  readonly roles: readonly string[];
  readonly session: string;
}

const PADDING = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
} as const;

/** Signs and verifies the realm's tokens: JWTs with PS512, like those of the orchestrator's Keycloak. */
export class Tokens {
  readonly #key: SigningKey;
  readonly #issuer: string;

  constructor(key: SigningKey, issuer: string) {
    this.#key = key;
    this.#issuer = issuer;
  }

  issue(typ: Claims['typ'], grant: Grant, seconds: number): string {
    // JWT times are whole seconds.
    const iat = Math.floor(Date.now() / 1000);
    const claims: Claims = {
      typ,
      jti: randomUUID(),
      iss: this.#issuer,
      sub: grant.subject,
      azp: grant.client,
      sid: grant.session,
      iat,
      exp: iat + Math.ceil(seconds),
      preferred_username: grant.username,
      scope: grant.scope,
      realm_access: { roles: [...grant.roles] },
    };
    const signed = `${encode({ alg: 'PS512', typ: 'JWT' })}.${encode(claims)}`;
    const signature = sign('sha512', Buffer.from(signed), { key: this.#key.private, ...PADDING });
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** The claims of a valid token of this type; `longest` also limits tokens that were issued for longer. */
  read(typ: Claims['typ'], token: string, longest = Infinity): Claims | undefined {
    const [header, payload, signature, ...rest] = token.split('.');
    if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return;
    if (!AlgorithmHeader.safeParse(decode(header)).success) return;
    const signed = Buffer.from(`${header}.${payload}`);
    const good = verify(
      'sha512',
      signed,
      { key: this.#key.public, ...PADDING },
      Buffer.from(signature, 'base64url'),
    );
    if (!good) return;
    const claims = Claims.safeParse(decode(payload)).data;
    if (claims?.typ !== typ || claims.iss !== this.#issuer) return;
    const now = Date.now() / 1000;
    return now < claims.exp && now < claims.iat + longest ? claims : undefined;
  }
}

const AlgorithmHeader = z.object({ alg: z.literal('PS512') });

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
