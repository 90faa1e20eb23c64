'use client';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import Ellipsis from 'lucide-react/icons/ellipsis';
import { domainAction, type DomainAction, type HostDomain } from '../../lib/contract/host-domain.ts';
import {
  DOMAIN_WORDS,
  domainDeletionRefusal,
  domainRefusal,
  domainRisk,
} from '../../lib/domain/domain-power.ts';
import { useDomainPower } from '../data/domains.ts';
import { useAllowed } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Menu } from '../ui/menu.tsx';
import { toastError } from '../ui/toast-queue.ts';
import { DeleteDialog } from './delete-dialog.tsx';

/** The gentle action for the state as a button, all others in the menu; what loses something is confirmed first. */
export function DomainPower({ domain }: { readonly domain: HostDomain }) {
  const power = useDomainPower(domain.host, domain.uuid);
  const [confirming, setConfirming] = useState<DomainAction | null>(null);
  const send = (action: DomainAction): void => power.mutate(action, { onError: toastError });
  const act = (action: DomainAction): void => {
    if (domainRisk(domain, action) === null) send(action);
    else setConfirming(action);
  };
  const primary = primaryOf(domain);
  const labelOf = (action: DomainAction): string =>
    domainRisk(domain, action) === null ? DOMAIN_WORDS[action] : `${DOMAIN_WORDS[action]} …`;
  return (
    <>
      <Button
        kind={primary === 'shutdown' ? 'plain' : 'primary'}
        isDisabled={power.isPending || domainRefusal(domain, primary) !== null}
        onPress={() => act(primary)}
      >
        {labelOf(primary)}
      </Button>
      <MoreActions domain={domain} primary={primary} labelOf={labelOf} onAct={act} />
      {confirming !== null && (
        <Confirm
          title={`${DOMAIN_WORDS[confirming]} ${domain.name}?`}
          verb={`${DOMAIN_WORDS[confirming]} ${domain.name}`}
          keep="Cancel"
          onConfirm={() => send(confirming)}
          onClose={() => setConfirming(null)}
        >
          <p>{domainRisk(domain, confirming)}</p>
          <p className="text-ink-2">This console did not make it: somebody else may be using it.</p>
        </Confirm>
      )}
    </>
  );
}

interface MoreActionsProps {
  readonly domain: HostDomain;
  readonly primary: DomainAction;
  readonly labelOf: (action: DomainAction) => string;
  readonly onAct: (action: DomainAction) => void;
}

/** All other actions, and the deletion. */
function MoreActions({ domain, primary, labelOf, onAct }: MoreActionsProps) {
  const [deleting, setDeleting] = useState(false);
  const mayDelete = useAllowed('domains.write');
  const entries = domainAction.options
    .filter((action) => action !== primary)
    .map((action) => ({
      ...{ id: action, label: labelOf(action), act: () => onAct(action) },
      refusal: domainRefusal(domain, action),
    }));
  const deletion = {
    ...{ id: 'delete', label: 'Delete …', act: () => setDeleting(true) },
    refusal: domainDeletionRefusal(domain),
  };
  return (
    <>
      <Menu
        label="More"
        entries={mayDelete ? [...entries, deletion] : entries}
        trigger={
          <AriaButton
            aria-label="More actions"
            className="inline-flex size-8 items-center justify-center rounded-md border border-line-strong bg-panel hover:bg-hover"
          >
            <Ellipsis size={16} />
          </AriaButton>
        }
      />
      {deleting && <DeleteDialog domain={domain} onClose={() => setDeleting(false)} />}
    </>
  );
}

function primaryOf(domain: HostDomain): DomainAction {
  const gentle = ['resume', 'shutdown', 'start'] as const;
  return gentle.find((action) => domainRefusal(domain, action) === null) ?? 'start';
}
