import { imageOf } from '../../../lib/contract/boot-source.ts';
import type { Image, ImageUpload } from '../../../lib/contract/image.ts';
import type { Node } from '../../../lib/contract/node.ts';
import type { Context } from '../context.ts';
import type { NodeRegistry } from '../nodes/registry.ts';

/** Between two changes of an upload that are published: parts arrive much faster than anybody reads. */
const PROGRESS_MS = 200;

/** Publishes images: their uploads, and by which nodes they are used. */
export class ImageChanges {
  readonly #context: Pick<Context, 'bus' | 'logger'>;
  readonly #registry: Pick<NodeRegistry, 'usersOfImage'>;
  readonly #image: (name: string) => Promise<Image>;
  /** Nodes that use an image, as they were published last. */
  readonly #users = new Map<string, string>();
  readonly #unsubscribe: () => void;

  constructor(
    context: Pick<Context, 'bus' | 'logger'>,
    registry: Pick<NodeRegistry, 'usersOfImage'>,
    image: (name: string) => Promise<Image>,
  ) {
    this.#context = context;
    this.#registry = registry;
    this.#image = image;
    this.#unsubscribe = context.bus.on((change) => {
      if (change.kind === 'node') this.#node(change.object);
    });
  }

  close(): void {
    this.#unsubscribe();
  }

  upload(object: ImageUpload): void {
    this.#context.bus.emit({ kind: 'image-upload', object });
    if (object.image !== null) this.#context.bus.emit({ kind: 'image', object: object.image });
  }

  /** For the states of one upload; its end is always published. */
  teller(): (state: ImageUpload) => void {
    let told = 0;
    return (state) => {
      const hasEnded = state.image !== null || state.failure !== null;
      if (!hasEnded && Date.now() - told < PROGRESS_MS) return;
      told = Date.now();
      this.upload(state);
    };
  }

  #node({ bootSource }: Node): void {
    const name = imageOf(bootSource);
    if (name === null) return;
    const users = this.#registry.usersOfImage(name).join('\n');
    if (this.#users.get(name) === users) return;
    this.#users.set(name, users);
    this.#image(name).then(
      (object) => this.#context.bus.emit({ kind: 'image', object }),
      // Its nodes may outlive it, where it was removed on the host.
      (error: unknown) => this.#context.logger.debug({ image: name, err: error }, 'no image to publish'),
    );
  }
}
