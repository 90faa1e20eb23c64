import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { CertificateAuthority, pkiDirectory } from '../../node-libvirt/test/support/certificates.ts';
import { PrivateSSHD } from '../../node-libvirt/test/support/sshd.ts';
import { PrivateHost } from './private-host.ts';

export { PrivateSSHD };

const TLS_PORT = 16_514;

/** Of a range for tests (RFC 2544): a network of two addresses for each process. */
const NETWORK = `198.18.${process.pid % 250}`;
const [HERE, THERE] = [`${NETWORK}.1`, `${NETWORK}.2`];

/**
 * A private host as another machine: behind a network link of its own, reached by SSH and by TLS only. Requires root.
 */
export class RemoteHost implements AsyncDisposable {
  readonly host: PrivateHost;
  readonly sshd: PrivateSSHD;
  readonly tlsUri: string;
  readonly #directory: string;

  private constructor(directory: string, host: PrivateHost, sshd: PrivateSSHD, pki: string) {
    this.#directory = directory;
    this.host = host;
    this.sshd = sshd;
    this.tlsUri = `qemu+tls://${THERE}:${TLS_PORT}/system?pkipath=${encodeURIComponent(pki)}`;
  }

  static async start(): Promise<RemoteHost> {
    const directory = mkdtempSync(join(tmpdir(), 'ven-remote-'));
    const authority = await CertificateAuthority.create(join(directory, 'ca'));
    const server = await authority.issue('server', { commonName: THERE, ipAddresses: [THERE] });
    const client = await authority.issue('client', { commonName: 'console' });
    const pki = await pkiDirectory(join(directory, 'pki'), { trusted: authority, client });
    const settings = Object.entries({
      ...{ listen_tls: 1, listen_addr: '0.0.0.0', tls_port: String(TLS_PORT) },
      ...{ ca_file: authority.certificate, cert_file: server.certificate, key_file: server.key },
    }).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
    const host = await PrivateHost.start({ settings: settings.join(''), listens: true });
    try {
      link(host);
      const [mkdir = '', ...folder] = host.inside('mkdir', '-p', '/run/sshd');
      execFileSync(mkdir, folder);
      const sshd = await PrivateSSHD.start({
        address: THERE,
        within: (command) => host.inside(...command),
      });
      return new RemoteHost(directory, host, sshd, pki);
    } catch (error) {
      await host[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** This machine's address on the link. */
  readonly near = HERE;

  get sshUri(): string {
    return this.sshd.uri('qemu', '/system', { socket: this.host.socket });
  }

  /** Addresses and ports that something listens on there. */
  listening(): string[] {
    const [program = '', ...args] = this.host.inside('ss', '-Hltn');
    const lines = execFileSync(program, args, { encoding: 'utf8' }).trim().split('\n');
    return lines.map((line) => line.split(/\s+/)[3] ?? '');
  }

  /** Paths of files below a folder there, by a pattern for their names. */
  found(folder: string, pattern: string): string[] {
    const [program = '', ...args] = this.host.inside('find', folder, '-name', pattern);
    return execFileSync(program, args, { encoding: 'utf8' }).split('\n').filter(Boolean);
  }

  /** The link drops every packet, or no longer; connections stay open. */
  dropPackets(drop: boolean): void {
    const [program = '', ...args] = this.host.inside('ip', 'link', 'set', 'ven0', drop ? 'down' : 'up');
    execFileSync(program, args);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sshd[Symbol.asyncDispose]();
    await this.host[Symbol.asyncDispose]();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** The link goes with the host's namespace. */
function link(host: PrivateHost): void {
  const near = `ven-r${process.pid}`;
  const ip = (...args: readonly string[]) => execFileSync('ip', args);
  const far = (...args: readonly string[]) => {
    const [program = '', ...rest] = host.inside('ip', ...args);
    execFileSync(program, rest);
  };
  ip('link', 'add', near, 'type', 'veth', 'peer', 'name', 'ven0', 'netns', String(host.pid));
  ip('address', 'add', `${HERE}/30`, 'dev', near);
  ip('link', 'set', near, 'up');
  far('address', 'add', `${THERE}/30`, 'dev', 'ven0');
  far('link', 'set', 'ven0', 'up');
}
