import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Subject {
  readonly commonName: string;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
}

export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority for tests, in files of GnuTLS's certtool. */
export class CertificateAuthority implements KeyPair {
  readonly certificate: string;
  readonly key: string;
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.certificate = join(directory, 'ca.pem');
    this.key = join(directory, 'ca-key.pem');
  }

  /** `directory` is made and belongs to the authority. */
  static async create(directory: string): Promise<CertificateAuthority> {
    const authority = new CertificateAuthority(directory);
    await mkdir(directory);
    await makeKey(authority.key);
    const template = ['cn = "a test authority"', 'ca', 'cert_signing_key', 'expiration_days = 2'];
    await certtool(authority, template, ['--generate-self-signed']);
    return authority;
  }

  issue(
    use: 'server' | 'client',
    { commonName, dnsNames = [], ipAddresses = [] }: Subject,
  ): Promise<KeyPair> {
    return this.#issue(use, [
      `cn = "${commonName}"`,
      ...dnsNames.map((name) => `dns_name = "${name}"`),
      ...ipAddresses.map((address) => `ip_address = "${address}"`),
    ]);
  }

  async #issue(use: 'server' | 'client', subject: readonly string[]): Promise<KeyPair> {
    const name = `${use}-${Math.random().toString(36).slice(2)}`;
    const pair = {
      certificate: join(this.#directory, `${name}.pem`),
      key: join(this.#directory, `${name}-key.pem`),
    };
    await makeKey(pair.key);
    const template = [...subject, `tls_www_${use}`, 'signing_key', 'encryption_key', 'expiration_days = 1'];
    const signer = ['--load-ca-certificate', this.certificate, '--load-ca-privkey', this.key];
    await certtool(pair, template, ['--generate-certificate', ...signer]);
    return pair;
  }
}

/** A directory as libvirt's `pkipath=` wants it; whatever is left out is missing there. */
export async function pkiDirectory(
  directory: string,
  { trusted, client }: { trusted?: CertificateAuthority; client?: KeyPair },
): Promise<string> {
  await mkdir(directory);
  if (trusted) await cp(trusted.certificate, join(directory, 'cacert.pem'));
  if (client) {
    await cp(client.certificate, join(directory, 'clientcert.pem'));
    await cp(client.key, join(directory, 'clientkey.pem'));
  }
  return directory;
}

async function makeKey(path: string): Promise<void> {
  // libvirt wants certificates that can encipher keys, which only RSA's can.
  await run('certtool', ['--generate-privkey', '--key-type', 'rsa', '--bits', '2048', '--outfile', path]);
  // For a daemon that runs as another user.
  await chmod(path, 0o644);
}

async function certtool(pair: KeyPair, template: readonly string[], args: readonly string[]): Promise<void> {
  const templateFile = `${pair.certificate}.template`;
  await writeFile(templateFile, template.join('\n'));
  const files = ['--template', templateFile, '--load-privkey', pair.key, '--outfile', pair.certificate];
  await run('certtool', [...args, ...files]);
}
