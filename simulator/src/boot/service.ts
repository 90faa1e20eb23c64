import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  BOOT_PROGRAM,
  brokenDownload,
  ipxeRetries,
  latePrompt,
  nbpMissing,
  slowDownload,
} from '../scenarios/catalogue.ts';
import { globMatches } from '../scenarios/glob.ts';
import type { Subject } from '../scenarios/scenarios.ts';
import type { Simulation } from '../simulation.ts';
import { unsignedName } from '../secure-boot/signed-image.ts';
import { bootScript, chainScript, type ScriptFacts } from './script.ts';
import { bytesContent, type Content, fileContent, type TransferFaults, send } from './send.ts';

/** The only files that are served from the artefact directory. */
const TINK_FILES: readonly string[] = [BOOT_PROGRAM, 'vmlinuz-x86_64', 'initramfs-x86_64'];
const IMAGES: readonly string[] = [
  'ubuntu.raw.gz',
  'microvisor.raw.gz',
  'microvisor-signed.raw.gz',
  'ipxe-disk.raw',
];

/** Those of them that firmware with Secure Boot verifies. */
const EFI_PROGRAMS: readonly string[] = [BOOT_PROGRAM, 'vmlinuz-x86_64'];

export interface BootRequest {
  readonly path: string;
  readonly address: string;
  /** The base URL under which this client reaches the plain HTTP port. */
  readonly base: string;
}

/** Serves boot files and images: over HTTPS to firmware, over HTTP to iPXE and the guests. */
export class BootService {
  readonly #simulation: Simulation;
  readonly #authority: string;

  constructor(simulation: Simulation, authority: string) {
    this.#simulation = simulation;
    this.#authority = authority;
  }

  isBootPath(path: string): boolean {
    return path.startsWith('/tink-stack/') || path.startsWith('/images/');
  }

  async handle(request: IncomingMessage, response: ServerResponse, boot: BootRequest): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, { Allow: 'GET, HEAD' });
      return;
    }
    const { node, file } = nodeInPath(boot.path);
    if (node !== undefined && node !== 'none') this.#simulation.nodes.learn(boot.address, node);
    const subject = { address: boot.address, serial: this.#simulation.nodes.serialOf(boot.address) };
    const name = file.slice(file.lastIndexOf('/') + 1);
    const isMissing = this.#simulation.settings.strictness.featureSet === 'vpro';
    const fault = isMissing ? 404 : this.errorStatus(name, subject, request.method);
    if (fault !== undefined) {
      refuse(response, fault);
      return;
    }
    const content = await this.#content(file, node, subject, boot.base);
    if (content === undefined) refuse(response, 404);
    else await send(request, response, content, this.transferFaults(name, subject, request.method));
  }

  errorStatus(name: string, subject: Subject, method: string): number | undefined {
    const { scenarios } = this.#simulation;
    if (name === BOOT_PROGRAM && scenarios.active(nbpMissing, subject) !== undefined) return 404;
    if (name !== 'vmlinuz-x86_64' || method !== 'GET') return;
    const retries = scenarios.active(ipxeRetries, subject);
    if (retries === undefined) return;
    return retries.count(keyOf(subject)) <= retries.parameters.times ? 503 : undefined;
  }

  transferFaults(name: string, subject: Subject, method: string): TransferFaults {
    const { scenarios } = this.#simulation;
    if (method !== 'GET') return {};
    const slow = scenarios.active(slowDownload, subject)?.parameters;
    const broken = scenarios.active(brokenDownload, subject);
    const breaks =
      broken !== undefined &&
      globMatches(broken.parameters.file, name) &&
      (broken.parameters.times === undefined || broken.count(keyOf(subject)) <= broken.parameters.times);
    return {
      bytesPerSecond: slow !== undefined && globMatches(slow.file, name) ? slow.kibps * 1024 : undefined,
      cutAfter: breaks ? broken.parameters.percent / 100 : undefined,
    };
  }

  async #content(
    file: string,
    node: string | undefined,
    subject: Subject,
    base: string,
  ): Promise<Content | undefined> {
    switch (file) {
      case '/tink-stack/boot.ipxe':
        return scriptContent(
          node === undefined
            ? chainScript(this.#facts(base, subject))
            : bootScript(this.#facts(base, subject), node),
        );
      case '/tink-stack/chain.ipxe':
        return scriptContent(chainScript(this.#facts(base, subject)));
      case '/tink-stack/keys/Full_server.crt':
        return bytesContent('application/x-x509-ca-cert', Buffer.from(this.#authority));
      case '/tink-stack/keys/db.der':
        return certificateContent(this.#simulation.signed.certificate);
      default:
        return this.#fileContent(file);
    }
  }

  async #fileContent(file: string): Promise<Content | undefined> {
    const { artefacts, signed } = this.#simulation;
    const [, folder, name = '', ...rest] = file.split('/');
    const listed = folder === 'images' ? IMAGES : TINK_FILES;
    if (artefacts === undefined || rest.length > 0 || !listed.includes(name)) return;
    const built = unsignedName(name);
    if (signed.files !== undefined && (built !== name || EFI_PROGRAMS.includes(name))) {
      const { path, bytes, etag } = await (built === name
        ? signed.files.file(name)
        : signed.files.image(built));
      return fileContent(path, bytes, `"${etag}"`);
    }
    const path = artefacts.path(built);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return;
    const etag = artefacts.checksum(built) ?? `${found.size}-${found.mtimeMs}`;
    return fileContent(path, found.size, `"${etag}"`);
  }

  #facts(base: string, subject: Subject): ScriptFacts {
    const late = this.#simulation.scenarios.active(latePrompt, subject);
    const { cluster, strictness } = this.#simulation.settings;
    const { quietKernel, microOsLogin } = strictness;
    return {
      base,
      cluster,
      promptDelaySeconds: late?.parameters.seconds ?? 0,
      quietKernel,
      microOsLogin,
    };
  }
}

/** `/tink-stack/of/<serial>/file` is `/tink-stack/file`, requested by the node with this serial number. */
function nodeInPath(path: string): { node: string | undefined; file: string } {
  // The name is inserted into the script that the node gets, so only these characters are allowed.
  const match = /^\/tink-stack\/of\/([\w.%-]{1,64})(\/.*)$/.exec(path);
  if (match === null) return { node: undefined, file: path };
  const [, node, file = ''] = match;
  return { node, file: `/tink-stack${file}` };
}

function keyOf(subject: Subject): string {
  return subject.serial ?? subject.address ?? '';
}

function certificateContent(pem: string | undefined): Content | undefined {
  return pem === undefined ? undefined : bytesContent('application/pkix-cert', new X509Certificate(pem).raw);
}

function scriptContent(text: string): Content {
  return bytesContent('text/plain; charset=utf-8', Buffer.from(text));
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  const body = `${status}\n`;
  response
    .writeHead(status, { ...headers, 'Content-Type': 'text/plain', 'Content-Length': body.length })
    .end(body);
}
