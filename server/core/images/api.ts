import type {
  Image,
  ImageCopyRequest,
  ImageRequest,
  ImageUpload,
  VolumeList,
} from '../../../lib/contract/image.ts';
import type { Actor } from '../access/actor.ts';

export interface ImagesSection {
  list(): Promise<Image[]>;
  /** Those that have not ended. */
  uploads(): ImageUpload[];
  get(name: string): Promise<Image>;
  /** Announces an upload; `conflict` if there is an image of that name, `no-capacity` if it does not fit. */
  begin(request: ImageRequest, actor: Actor): Promise<ImageUpload>;
  /** The next bytes, in order. The last part makes the image; a refused one ends the upload. */
  part(upload: string, offset: number, bytes: Uint8Array, actor: Actor): Promise<ImageUpload>;
  cancel(upload: string, actor: Actor): Promise<void>;
  /** An upload from a volume in a pool of somebody else, which goes on by itself. */
  copy(request: ImageCopyRequest, actor: Actor): Promise<ImageUpload>;
  volumes(host: string, pool: string, actor: Actor): Promise<VolumeList['volumes']>;
  /** Throws `conflict` while a node uses it. */
  remove(name: string, actor: Actor): Promise<void>;
}
