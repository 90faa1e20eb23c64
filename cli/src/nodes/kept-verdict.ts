import type { ConsoleClient } from 'ven-client';
import type { Diagnosis, DiagnosisState } from '../../../lib/contract/diagnosis.ts';
import { deferred } from '../live/deferred.ts';
import { openLive } from '../live/open-live.ts';

/** The latest verdict on a boot; of one that is being explained, the verdict that comes of it. */
export async function keptVerdict(
  client: ConsoleClient,
  node: string,
  boot: number,
  progress: (line: string) => void,
): Promise<Diagnosis | null> {
  const first = await client.nodes.diagnosis(node, boot);
  if (!first.running) return first.diagnosis;
  progress('The console is looking for the cause …');
  const made = deferred<Diagnosis | null>();
  const take = ({ running, diagnosis }: DiagnosisState): void => {
    if (!running) made.resolve(diagnosis);
  };
  const live = await openLive(client, {
    refresh: async () => take(await client.nodes.diagnosis(node, boot)),
    onChange: ({ kind, object }) => {
      if (kind === 'diagnosis' && object.node === first.node && object.boot === boot) take(object);
    },
    onLost: () => progress(`The connection to ${client.url} is lost; reconnecting.`),
    onFailure: (error) => made.reject(error),
  });
  try {
    return await made.promise;
  } finally {
    live.close();
  }
}
