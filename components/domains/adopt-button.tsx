'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import type { HostDomain } from '../../lib/contract/host-domain.ts';
import { useAdoptDomain } from '../data/domains.ts';
import { useAllowed } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { toastError } from '../ui/toast-queue.ts';

/** Makes a node of a domain, after saying what that means. */
export function AdoptButton({ domain: { host, uuid, name, persistent } }: { readonly domain: HostDomain }) {
  const router = useRouter();
  const adopt = useAdoptDomain(host, uuid);
  const [asking, setAsking] = useState(false);
  if (!useAllowed('domains.write')) return null;
  const confirm = (): void =>
    adopt.mutate(name, { onSuccess: (node) => router.push(`/nodes/${node}`), onError: toastError });
  return (
    <>
      <span title={persistent ? undefined : 'Not now: it is transient, and gone when it is off'}>
        <Button isDisabled={!persistent || adopt.isPending} onPress={() => setAsking(true)}>
          Adopt …
        </Button>
      </span>
      {asking && (
        <Confirm
          title={`Adopt ${name}?`}
          verb={`Adopt ${name}`}
          keep="Leave it as it is"
          onConfirm={confirm}
          onClose={() => setAsking(false)}
        >
          <p>
            It becomes a node of this console: its definition gets the console’s metadata, its serial ports
            are read and recorded, and it is started and deleted like other nodes.
          </p>
          <p>
            Deleting the node later removes the domain with its firmware variables and TPM state. Its disks
            stay where they are, also then.
          </p>
          <p className="text-ink-2">Other programs that have its serial ports open lose them.</p>
        </Confirm>
      )}
    </>
  );
}
