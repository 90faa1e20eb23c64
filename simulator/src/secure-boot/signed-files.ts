import { createHash, X509Certificate } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { program } from '../artefacts/program.ts';
import type { Artefacts } from '../boot/artefacts.ts';
import { signImage } from './signed-image.ts';
import { openSigner, type Signer } from './signer.ts';

/** Ends with the offset of the PE header. */
const DOS_HEADER_BYTES = 0x40;

/** A file as it is served. */
interface ServedFile {
  readonly path: string;
  readonly bytes: number;
  /** The SHA-256 of its content. */
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
 * Artefacts that are EFI programs or contain one, signed when somebody first asks for one. They are kept in the state directory, until
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

  /** A boot file: anything but an EFI program is served as it is. */
  file(name: string): Promise<ServedFile> {
    return this.#once(name, async () => {
      const source = this.#artefacts.path(name);
      const etag = this.#artefacts.checksum(name) ?? '';
      if (!(await isEfiProgram(source))) return { path: source, bytes: (await stat(source)).size, etag };
      return this.#kept(name, (target) => this.#sign(source, target));
    });
  }

  /** An OS image, by the name of the artefact; its EFI program is signed. */
  image(name: string): Promise<ServedFile> {
    return this.#once(name, () =>
      this.#kept(name, (target) =>
        signImage(this.#artefacts.path(name), target, (source, output) => this.#sign(source, output)),
      ),
    );
  }

  #once(name: string, make: () => Promise<ServedFile>): Promise<ServedFile> {
    const known = this.#ready.get(name);
    if (known !== undefined) return known;
    const ready = make();
    this.#ready.set(name, ready);
    // The next request tries again.
    ready.catch(() => this.#ready.delete(name));
    return ready;
  }

  async #kept(name: string, make: (target: string) => Promise<void>): Promise<ServedFile> {
    const checksum = this.#artefacts.checksum(name) ?? '';
    const key = createHash('sha256').update(`${checksum} ${this.#fingerprint}`).digest('hex').slice(0, 32);
    const path = join(this.#directory, `${name}-${key}`);
    if (!(await exists(path))) {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      await this.#removeOthers(name);
      await make(`${path}.unfinished`);
      await rename(`${path}.unfinished`, path);
    }
    return { path, bytes: (await stat(path)).size, etag: await sha256Of(path) };
  }

  async #sign(source: string, output: string): Promise<void> {
    const { certificate, key } = this.#signer.paths;
    await program('sbsign', ['--key', key, '--cert', certificate, '--output', output, source]);
  }

  async #removeOthers(name: string): Promise<void> {
    for (const other of await readdir(this.#directory)) {
      if (other.startsWith(`${name}-`)) await rm(join(this.#directory, other), { recursive: true });
    }
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
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
