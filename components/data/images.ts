import { imageRequests } from 'ven-client';
import { skipToken, useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Image, ImageCopyInput, ImageList, ImageUpload } from '../../lib/contract/image.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { fetchImages, put } from './store.ts';

const imagesApi = imageRequests(http);

const imagesQuery = {
  queryKey: keys.images,
  queryFn: () => fetchImages(() => imagesApi.list()),
};

export const useImages = (): UseQueryResult<readonly Image[]> =>
  useQuery({ ...imagesQuery, select: ({ images }: ImageList) => images });

/** Uploads of this window, by id, which it shows in its form. */
const own = new Set<string>();
/** Images whose upload this window announces: the live feed may tell of it before the answer does. */
const announced = new Set<string>();

/** Uploads of other windows and of command lines; failed ones too, until they are dismissed. */
export const useOtherUploads = (): UseQueryResult<readonly ImageUpload[]> =>
  useQuery({
    ...imagesQuery,
    select: ({ uploads }: ImageList) =>
      uploads.filter(({ id, name }) => !own.has(id) && !announced.has(name)),
  });

export const useRemoveImage = () =>
  useMutation({
    mutationFn: (name: string) => imagesApi.remove(name),
    onSuccess: (_, name) => put({ kind: 'image-removed', object: { name } }),
  });

export const useCancelUpload = () => useMutation({ mutationFn: (id: string) => imagesApi.cancel(id) });

/** Volumes of a storage pool; null: none is chosen. */
export const useVolumes = (host: string | undefined, pool: string) =>
  useQuery({
    queryKey: keys.volumes(host ?? '', pool),
    queryFn: host === undefined || pool === '' ? skipToken : () => imagesApi.volumes(host, pool),
    retry: false,
  });

export const useCopyImage = () =>
  useMutation({ mutationFn: (request: ImageCopyInput) => imagesApi.copy(request) });

interface Upload {
  readonly file: File;
  readonly name: string;
  readonly sha256: string;
  readonly signal: AbortSignal;
  readonly onProgress: (received: number) => void;
}

/** Reads the file part by part; it is never in memory as a whole. */
async function upload({ file, name, sha256, signal, onProgress }: Upload): Promise<Image> {
  const read = async (offset: number, length: number) =>
    new Uint8Array(await file.slice(offset, offset + length).arrayBuffer());
  const request = { name, bytes: file.size, read, ...(sha256 === '' ? {} : { sha256 }) };
  announced.add(name);
  try {
    return await imagesApi.upload(request, { signal, onBegin: (id) => own.add(id), onProgress });
  } finally {
    announced.delete(name);
  }
}

export const useUploadImage = () =>
  useMutation({ mutationFn: upload, onSuccess: (object) => put({ kind: 'image', object }) });
