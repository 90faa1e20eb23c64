import {
  image,
  type Image,
  type ImageCopyInput,
  type ImageInput,
  imageList,
  type ImageList,
  IMAGE_PART_BYTES,
  type ImageUpload,
  imageUpload,
  volumeList,
} from '../../lib/contract/image.ts';
import { IMAGE_HEAD_BYTES, imageFormat } from '../../lib/domain/image-format.ts';
import type { Abortable, Http } from './http.ts';
import { backOff, isTransient } from './retry.ts';

/** A file to upload, which is read part by part. */
export interface ImageSource extends ImageInput {
  readonly read: (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>;
}

export interface UploadOptions extends Abortable {
  /** Called with the id of the upload. */
  readonly onBegin?: (upload: string) => void;
  /** Called after every part. */
  readonly onProgress?: (received: number) => void;
}

/** Attempts to send a part: the console may be restarting, or the network be away. */
const ATTEMPTS = 4;

export function imageRequests(http: Http) {
  const at = (name: string): string => `/images/${encodeURIComponent(name)}`;
  const uploads = '/images/uploads';
  const part = (id: string, offset: number, bytes: Uint8Array<ArrayBuffer>, options: Abortable) =>
    http.json(imageUpload, 'PUT', `${uploads}/${id}?offset=${offset}`, { bytes, ...options });

  async function sendPart(
    id: string,
    offset: number,
    bytes: Uint8Array<ArrayBuffer>,
    options: Abortable,
  ): Promise<ImageUpload> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await part(id, offset, bytes, options);
      } catch (error) {
        if (!isTransient(error) || attempt === ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, backOff(attempt)));
      }
    }
  }

  return {
    /** With the uploads that have not ended. */
    list: (): Promise<ImageList> => http.json(imageList, 'GET', '/images'),
    get: (name: string): Promise<Image> => http.json(image, 'GET', at(name)),
    remove: (name: string) => http.text('DELETE', at(name)),
    /** Of a storage pool of somebody else. */
    volumes: async (host: string, pool: string) =>
      (
        await http.json(
          volumeList,
          'GET',
          `/hosts/${encodeURIComponent(host)}/pools/${encodeURIComponent(pool)}/volumes`,
        )
      ).volumes,
    /** Copies such a volume into an image; the copy goes on by itself. */
    copy: (body: ImageCopyInput) => http.json(imageUpload, 'POST', '/images/copies', { body }),
    /** Ends somebody's upload; nothing of it stays. */
    cancel: (upload: string) => http.text('DELETE', `${uploads}/${upload}`),
    /** Checks the format, then sends the file in parts. What was sent is removed again if it fails or is aborted. */
    upload: async ({ read, ...request }: ImageSource, options: UploadOptions = {}): Promise<Image> => {
      const { onBegin, onProgress, signal } = options;
      const abortable = signal === undefined ? {} : { signal };
      imageFormat(await read(0, Math.min(IMAGE_HEAD_BYTES, request.bytes)), request.bytes);
      const { id } = await http.json(imageUpload, 'POST', uploads, { body: request, ...abortable });
      onBegin?.(id);
      try {
        for (let offset = 0; ;) {
          const bytes = await read(offset, Math.min(IMAGE_PART_BYTES, request.bytes - offset));
          const { received, image: complete } = await sendPart(id, offset, bytes, abortable);
          onProgress?.(received);
          if (complete !== null) return complete;
          offset = received;
        }
      } catch (error) {
        // Not found when the console has ended it already.
        await http.text('DELETE', `${uploads}/${id}`).catch(() => undefined);
        throw error;
      }
    },
  };
}
