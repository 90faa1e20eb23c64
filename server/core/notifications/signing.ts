import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A secret as the Standard Webhooks specification writes them. */
export const newSigningSecret = (): string => `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;

export interface SignedMessage {
  /** The same in every attempt. */
  readonly id: string;
  /** Of the attempt, in seconds since 1970: a receiver refuses what is old, so that nobody can send it again. */
  readonly seconds: number;
  readonly body: string;
}

/** The headers by which a receiver tells that a message is from this console, and unchanged. */
export function signedHeaders(secret: string, { id, seconds, body }: SignedMessage): Record<string, string> {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  };
}
