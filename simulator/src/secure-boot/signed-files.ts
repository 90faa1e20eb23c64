import { createHash, X509Certificate } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { program } from '../artefacts/program.ts';
import { type Artefacts } from '../boot/artefacts.ts';
import { openSigner, type Signer } from './signer.ts';

/** Ends with the offset of the PE header. */
const DOS_HEADER_BYTES = 0x40;

/** A file as it is served. */
interface ServedFile {
  readonly path: string;
  readonly bytes: number;
  readonly etag: string;
}

/** What Secure Boot needs; undefined if nothing can be signed. */
export interface Signed {
  /** PEM. */
  readonly certificate: string | undefined;
  readonly files: SignedFiles | undefined;
}

export async function openSigned(
  stateDirectory: string,
  cluster: string,
  artefacts: Artefacts | undefined,
): Promise<Signed> {
  const signer = await openSigner(stateDirectory, cluster);
  const files = signer && artefacts && new SignedFiles(stateDirectory, artefacts, signer);
  return { certificate: signer?.certificate, files };
}

/**
 * The artefacts that are EFI programs, signed when somebody first asks for one. They are kept in the state directory, until
 * the artefact or the key is another one.
 */
class SignedFiles {
  readonly #directory: string;
  readonly #artefacts: Artefacts;
  readonly #signer: Signer;
  readonly #fingerprint: string;
  readonly #ready = new Map<string, Promise<ServedFile>>();

  constructor(stateDirectory: string, artefacts: Artefacts, signer: Signer) {
    this.#directory = join(stateDirectory, 'secure-boot', 'signed');
    this.#artefacts = artefacts;
    this.#signer = signer;
    this.#fingerprint = new X509Certificate(signer.certificate).fingerprint256;
  }

  /** Anything but an EFI program is served as it is. */
  file(name: string): Promise<ServedFile> {
    const known = this.#ready.get(name);
    if (known !== undefined) return known;
    const ready = this.#signed(name);
    this.#ready.set(name, ready);
    // The next request tries again.
    ready.catch(() => this.#ready.delete(name));
    return ready;
  }

  async #signed(name: string): Promise<ServedFile> {
    const source = this.#artefacts.path(name);
    const checksum = this.#artefacts.checksum(name) ?? '';
    if (!(await isEfiProgram(source)))
      return { path: source, bytes: (await stat(source)).size, etag: checksum };
    const key = createHash('sha256').update(`${checksum} ${this.#fingerprint}`).digest('hex').slice(0, 32);
    const path = join(this.#directory, `${name}-${key}`);
    const present = await stat(path).catch(() => undefined);
    if (present !== undefined) return { path, bytes: present.size, etag: key };
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await this.#removeOthers(name);
    const unfinished = `${path}.${process.pid}`;
    const { certificate, key: privateKey } = this.#signer.paths;
    await program('sbsign', ['--key', privateKey, '--cert', certificate, '--output', unfinished, source]);
    await rename(unfinished, path);
    return { path, bytes: (await stat(path)).size, etag: key };
  }

  async #removeOthers(name: string): Promise<void> {
    for (const other of await readdir(this.#directory)) {
      if (other.startsWith(`${name}-`)) await rm(join(this.#directory, other));
    }
  }
}

/** A DOS header, and the PE header to which it points. */
async function isEfiProgram(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const dos = await file.read(Buffer.alloc(DOS_HEADER_BYTES), 0, DOS_HEADER_BYTES, 0);
    if (dos.bytesRead < DOS_HEADER_BYTES || dos.buffer.toString('latin1', 0, 2) !== 'MZ') return false;
    const pe = await file.read(Buffer.alloc(4), 0, 4, dos.buffer.readUInt32LE(DOS_HEADER_BYTES - 4));
    return pe.buffer.toString('latin1') === 'PE\0\0';
  } finally {
    await file.close();
  }
}
