import { useMutation, useQuery } from '@tanstack/react-query';
import { type Image } from '../../lib/contract/image.ts';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

/** There are no change events for images; others rarely add one. */
const LOOK_AGAIN = 15_000;

export const useImages = () =>
  useQuery({
    queryKey: keys.images,
    queryFn: () => client.images.list(),
    refetchInterval: LOOK_AGAIN,
    staleTime: 0,
  });

const lookAgain = () => queryClient.invalidateQueries({ queryKey: keys.images });

export const useRemoveImage = () =>
  useMutation({ mutationFn: (name: string) => client.images.remove(name), onSettled: lookAgain });

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
  return client.images.upload(request, { signal, onProgress });
}

export const useUploadImage = () => useMutation({ mutationFn: upload, onSettled: lookAgain });
