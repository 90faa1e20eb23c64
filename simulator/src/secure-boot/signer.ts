import { join } from 'node:path';
import { program } from '../artefacts/program.ts';
import { SimulatorError } from '../error.ts';
import { newSigner } from '../tls/certificates.ts';
import { keepPair } from '../tls/authority.ts';

/** Where key and certificate are, for the program that signs. */
export interface Signer {
  /** PEM. */
  readonly certificate: string;
  readonly paths: { readonly certificate: string; readonly key: string };
}

/**
 * What the simulator signs its EFI programs with, created at the first start with a state directory: unlike artefacts, a
 * key is never shared. Undefined if nothing can be signed, because the host lacks `sbsign`.
 */
export async function openSigner(stateDirectory: string, cluster: string): Promise<Signer | undefined> {
  if (!(await canSign())) return undefined;
  const directory = join(stateDirectory, 'secure-boot');
  const { certificate } = await keepPair(directory, 'db', () =>
    newSigner(`${cluster} simulator Secure Boot`),
  );
  const paths = { certificate: join(directory, 'db.crt'), key: join(directory, 'db.key') };
  return { certificate, paths };
}

async function canSign(): Promise<boolean> {
  try {
    await program('sbsign', ['--version']);
    return true;
  } catch (error) {
    if (error instanceof SimulatorError && error.code === 'tool-failed') return false;
    throw error;
  }
}
