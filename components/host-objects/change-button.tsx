'use client';
import { useState } from 'react';
import { type HostObjectSwitch, useChangeHostObject } from '../data/host-objects.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { toastError } from '../ui/toast-queue.ts';

interface ChangeButtonProps {
  readonly host: string;
  readonly label: string;
  readonly change: HostObjectSwitch;
  /** What has to be confirmed; null for what loses nothing. */
  readonly risk: string | null;
  /** Why the server would refuse it; null when it would not. */
  readonly refusal: string | null;
}

/** A change of a network, pool or volume, confirmed where something is lost. */
export function ChangeButton({ host, label, change, risk, refusal }: ChangeButtonProps) {
  const mutation = useChangeHostObject(host);
  const [asking, setAsking] = useState(false);
  const send = (): void => mutation.mutate(change, { onError: toastError });
  return (
    <span title={refusal === null ? undefined : `Not now: ${refusal}`}>
      <Button
        kind="quiet"
        className="h-6 px-2 text-xs"
        aria-label={`${label} ${change.name}`}
        isDisabled={refusal !== null || mutation.isPending}
        onPress={() => (risk === null ? send() : setAsking(true))}
      >
        {risk === null ? label : `${label} …`}
      </Button>
      {asking && (
        <Confirm
          title={`${label} ${change.name}?`}
          verb={`${label} ${change.name}`}
          keep="Cancel"
          onConfirm={send}
          onClose={() => setAsking(false)}
        >
          <p>{risk}</p>
        </Confirm>
      )}
    </span>
  );
}
