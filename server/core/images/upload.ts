import { createHash } from 'node:crypto';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Image, ImageRequest, ImageUpload } from '../../../lib/contract/image.ts';
import { IMAGE_HEAD_BYTES, imageFormat } from '../../../lib/domain/image-format.ts';
import type { Database } from '../../db/api.ts';
import type { ImageRow } from '../../db/images.ts';
import type { HypervisorHost, VolumeWriter } from '../../hypervisor/api.ts';
import { asConsoleError } from '../context.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';

export interface UploadParts {
  readonly id: string;
  readonly request: ImageRequest;
  readonly host: HypervisorHost;
  readonly database: Pick<Database, 'images'>;
  readonly by: string;
  readonly now: () => string;
  readonly present: (row: ImageRow) => Image;
  readonly nextRevision: () => number;
  /** Its state is another one: told of each part, and of its end. */
  readonly onChange: (state: ImageUpload) => void;
}

/** One upload, part by part, straight into a volume. A failed or cancelled one leaves nothing. */
export class Upload {
  readonly #parts: UploadParts;
  readonly #hash = createHash('sha256');
  /** Parts are written one after another, also those of a client that repeats itself. */
  readonly #mutex = new KeyedMutex();
  #writer: VolumeWriter | null = null;
  #row: ImageRow | null = null;
  #received = 0;
  #failure: ConsoleError | null = null;
  readonly #startedAt: string;
  #revision: number;
  /** Milliseconds since 1970. */
  lastPart = Date.now();

  constructor(parts: UploadParts) {
    this.#parts = parts;
    this.#startedAt = parts.now();
    this.#revision = parts.nextRevision();
  }

  get name(): string {
    return this.#parts.request.name;
  }

  get host(): string {
    return this.#parts.host.name;
  }

  /** What of it is not on the host yet. */
  get missing(): number {
    return this.#parts.request.bytes - this.#received;
  }

  get state(): ImageUpload {
    const { id, request, host, by } = this.#parts;
    return {
      ...{ id, name: request.name, host: host.name, bytes: request.bytes, received: this.#received },
      ...{ startedAt: this.#startedAt, startedBy: by },
      image: this.#row?.completedAt == null ? null : this.#parts.present(this.#row),
      failure: this.#failure === null ? null : { message: this.#failure.message, fix: this.#failure.fix },
      revision: this.#revision,
    };
  }

  #changed(): void {
    this.#revision = this.#parts.nextRevision();
    this.#parts.onChange(this.state);
  }

  /** A part that has arrived before changes nothing, since its answer may have been lost. */
  part(offset: number, bytes: Uint8Array): Promise<ImageUpload> {
    return this.#mutex.run('', async () => {
      if (this.#failure !== null) throw this.#failure;
      this.lastPart = Date.now();
      if (offset + bytes.length === this.#received && bytes.length > 0) return this.state;
      this.#check(offset, bytes.length);
      try {
        await this.#write(bytes);
      } catch (error) {
        const failure = asConsoleError(error);
        await this.#fail(failure);
        throw failure;
      }
      this.lastPart = Date.now();
      this.#changed();
      return this.state;
    });
  }

  /** Does nothing to an upload that is complete. */
  abort(reason: ConsoleError): Promise<void> {
    return this.#mutex.run('', () => this.#fail(reason));
  }

  #check(offset: number, length: number): void {
    const { bytes } = this.#parts.request;
    if (offset !== this.#received) {
      throw new ConsoleError(
        'conflict',
        `The part begins at byte ${offset}, and the next missing byte is ${this.#received}.`,
        { fix: `Continue at byte ${this.#received}.` },
      );
    }
    const needed = Math.min(IMAGE_HEAD_BYTES, bytes);
    if (length === 0 || offset + length > bytes || (offset === 0 && length < needed)) {
      throw new ConsoleError('invalid', `A part of ${length} bytes at byte ${offset} is not possible.`, {
        fix: `Send ${needed} bytes or more at first, and ${bytes} bytes in all.`,
      });
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const { request, database, now } = this.#parts;
    this.#writer ??= await this.#begin(bytes);
    this.#hash.update(bytes);
    await this.#writer.write(bytes);
    this.#received += bytes.length;
    if (this.#received < request.bytes) return;
    const sha256 = this.#hash.digest('hex');
    if (request.sha256 !== undefined && request.sha256 !== sha256) {
      throw new ConsoleError(
        'invalid',
        `The checksum of the image is ${sha256}, and ${request.sha256} was expected.`,
        {
          fix: 'The file is damaged or another one: download it again, or compare the expected checksum.',
          errors: [{ field: 'sha256', message: `the file has ${sha256}` }],
        },
      );
    }
    await this.#writer.end();
    const completion = { sha256, completedAt: now() };
    await database.images.complete(request.name, completion);
    this.#row = this.#row === null ? null : { ...this.#row, ...completion };
  }

  /** The row comes first: after a crash it tells that there is a volume to remove. */
  async #begin(head: Uint8Array): Promise<VolumeWriter> {
    const { request, host, database, by, now } = this.#parts;
    const format = imageFormat(head.subarray(0, IMAGE_HEAD_BYTES), request.bytes);
    this.#row = {
      ...{ name: request.name, host: host.name, bytes: request.bytes, ...format },
      ...{ sha256: null, createdAt: now(), createdBy: by, completedAt: null },
    };
    await database.images.add(this.#row);
    return host.storage.images.create(request.name, request.bytes);
  }

  async #fail(error: ConsoleError): Promise<void> {
    if (this.#failure !== null || this.#row?.completedAt != null) return;
    this.#failure = error;
    const begun = this.#row !== null;
    this.#row = null;
    await this.#writer?.abort();
    if (begun) await this.#parts.database.images.remove(this.#parts.request.name);
    this.#changed();
  }
}
