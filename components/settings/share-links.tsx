'use client';
import { useState } from 'react';
import Eye from 'lucide-react/icons/eye';
import Lock from 'lucide-react/icons/lock';
import type { ShareLink } from '../../lib/contract/share.ts';
import { absolute, counted } from '../../lib/domain/format.ts';
import { useAllowed } from '../data/hooks.ts';
import { useRevokeShare, useShares } from '../data/shares.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Age } from '../ui/moment.tsx';
import { Card } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

/** Links that open without an account: who made them, who looks, and how to end them. */
export function ShareLinks() {
  const mayShare = useAllowed('shares.write');
  const { data: shares, error } = useShares(mayShare);
  if (!mayShare) return null;
  const [open, over] = [shares?.filter(isOpen) ?? [], shares?.filter((share) => !isOpen(share)) ?? []];
  return (
    <div id="share-links">
      <Card title="Share links">
        {error && !shares && <Problem error={error} />}
        {!shares && !error && <Skeleton className="h-9 w-full" />}
        {shares && open.length === 0 && (
          <p className="text-ink-3">
            No links are open. “Share” on a node, a run or a replay makes one that opens without an account.
          </p>
        )}
        {open.length > 0 && (
          <ul aria-label="Open links">
            {open.map((share) => (
              <Entry key={share.id} share={share} />
            ))}
          </ul>
        )}
        {over.length > 0 && (
          <details className="mt-3 text-ink-2">
            <summary className="cursor-pointer text-xs">
              {counted(over.length, 'link')} ended in the last 30 days
            </summary>
            <ul aria-label="Links that have ended">
              {over.map((share) => (
                <Entry key={share.id} share={share} />
              ))}
            </ul>
          </details>
        )}
      </Card>
    </div>
  );
}

const isOpen = ({ state }: ShareLink): boolean => state === 'active';

function stateText({ state, expiresAt, revokedAt, revokedBy }: ShareLink): string {
  if (state === 'active') return `ends ${absolute(expiresAt)}`;
  if (state === 'expired') return `expired ${absolute(expiresAt)}`;
  if (state === 'gone') return `ended ${absolute(revokedAt ?? expiresAt)}, as what it showed was deleted`;
  return `revoked ${absolute(revokedAt ?? expiresAt)} by ${revokedBy ?? ''}`;
}

const KINDS: Readonly<Record<ShareLink['kind'], string>> = {
  nodes: 'nodes',
  run: 'run',
  recording: 'recording',
  wall: 'wall',
};

const kindText = ({ kind, nodeIds }: ShareLink): string =>
  kind === 'nodes' ? counted(nodeIds.length, 'node') : KINDS[kind];

const Entry = ({ share }: { readonly share: ShareLink }) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2 last:border-b-0">
    <span className="flex min-w-0 flex-1 basis-64 flex-col">
      <span className="flex items-center gap-1.5">
        <span className="truncate font-medium" title={share.title}>
          {share.title}
        </span>
        {share.passphrase && (
          <Lock aria-label="with a passphrase" size={12} className="shrink-0 text-ink-3" />
        )}
      </span>
      <span className="text-xs text-ink-3">
        {kindText(share)} · by {share.createdBy} · {stateText(share)} ·{' '}
        {share.lastUsedAt === null ? (
          'never opened'
        ) : (
          <>
            last used <Age at={share.lastUsedAt} ago />
          </>
        )}
        {share.hideIdentifiers && ' · identifiers hidden'}
        {share.downloads && ' · downloads'}
      </span>
    </span>
    {isOpen(share) && (
      <>
        <span
          className={`flex items-center gap-1.5 text-xs whitespace-nowrap tabular-nums ${share.viewers > 0 ? 'text-accent' : 'text-ink-3'}`}
        >
          <Eye aria-hidden size={14} />
          {share.viewers === 0 ? 'nobody looks' : `${counted(share.viewers, 'viewer')} now`}
        </span>
        <Revoke share={share} />
      </>
    )}
  </li>
);

function Revoke({ share }: { readonly share: ShareLink }) {
  const revoke = useRevokeShare();
  const [confirming, setConfirming] = useState(false);
  return (
    <span className="flex items-center gap-2">
      {revoke.error && <span className="text-bad">{revoke.error.message}</span>}
      <Button
        isDisabled={!share.mayRevoke || revoke.isPending}
        aria-description={share.mayRevoke ? undefined : 'Its maker or an administrator can revoke it'}
        onPress={() => setConfirming(true)}
      >
        Revoke …
      </Button>
      {confirming && (
        <Confirm
          title={`Revoke the link to ${share.title}?`}
          verb="Revoke link"
          keep="Cancel"
          onConfirm={() => revoke.mutate(share.id)}
          onClose={() => setConfirming(false)}
        >
          <p>
            {share.viewers === 0
              ? 'Nobody looks at it now.'
              : `${counted(share.viewers, 'viewer')} will see at once that it has ended.`}{' '}
            It cannot be opened again; a new link has a new address.
          </p>
        </Confirm>
      )}
    </span>
  );
}
