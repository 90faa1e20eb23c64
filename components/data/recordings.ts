import { useMutation } from '@tanstack/react-query';
import { recordingRequests, castPath, picturePath, replayPagePath, type ReplayHave } from 'ven-client';
import { client, http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const recordingsApi = recordingRequests(http);

/** When the output of a boot came, its stages and pictures; `have`: only what is new. */
export const replayOf = (node: string, boot: number, signal: AbortSignal, have?: ReplayHave) =>
  recordingsApi.replay(node, boot, have, { signal });

/** The bytes of a port that are kept between two offsets. */
export const bytesOf = (
  node: string,
  boot: number,
  { port, from, to }: { readonly port: number; readonly from: number; readonly to: number },
  signal: AbortSignal,
) => recordingsApi.bytes(node, boot, port, from, to, { signal });

const api = (path: string): string => `${client.url}/api/v1${path}`;

export const pictureAddress = (node: string, boot: number, picture: string): string =>
  api(picturePath(node, boot, picture));

/** What a boot can be downloaded as, apart from its plain logs. */
export const replayDownloads = (node: string, boot: number) => ({
  page: api(replayPagePath(node, boot)),
  cast: (port: number): string => api(castPath(node, boot, port)),
});

interface BootOf {
  readonly node: string;
  readonly boot: number;
}

const reread = async (_: unknown, { node }: BootOf): Promise<void> => {
  await queryClient.invalidateQueries({ queryKey: keys.node(node) });
  await queryClient.invalidateQueries({ queryKey: keys.storage });
};

/** Keeps the recording of a boot for good, or no longer than others. */
export const usePinRecording = () =>
  useMutation({
    mutationFn: ({ node, boot, pinned }: BootOf & { readonly pinned: boolean }) =>
      pinned ? recordingsApi.pin(node, boot) : recordingsApi.unpin(node, boot),
    onSuccess: reread,
  });

/** Its serial logs and pictures. */
export const useDeleteRecording = () =>
  useMutation({
    mutationFn: ({ node, boot }: BootOf) => recordingsApi.remove(node, boot),
    onSuccess: reread,
  });
