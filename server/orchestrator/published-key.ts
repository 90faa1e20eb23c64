import { X509Certificate } from 'node:crypto';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Transport } from './transport.ts';

/** Path on the boot service of the certificate (DER) of what signs boot program, micro-OS and images. */
const PUBLISHED = 'tink-stack/keys/db.der';
const LONGEST = 16_384;

/** The certificate that an orchestrator publishes for Secure Boot; null if it publishes none. `boot`: its boot service. */
export async function publishedKey(transport: Transport, boot: string): Promise<X509Certificate | null> {
  const url = `${boot}/${PUBLISHED}`;
  const { status, head } = await transport.peek(url, LONGEST);
  if (status === 404) return null;
  try {
    if (status < 400) return new X509Certificate(head);
  } catch {
    // What is there is not a certificate.
  }
  throw new ConsoleError(
    'orchestrator-refused',
    `${url} is not a certificate (HTTP ${status}), although it has to be the key for Secure Boot.`,
    { fix: 'Look at the boot service of the orchestrator, or give the certificate as a file.' },
  );
}
