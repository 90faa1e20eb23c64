'use client';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import Ellipsis from 'lucide-react/icons/ellipsis';
import { domainAction, type DomainAction, type HostDomain } from '../../lib/contract/host-domain.ts';
import { DOMAIN_WORDS, domainRefusal, domainRisk } from '../../lib/domain/domain-power.ts';
import { useDomainPower } from '../data/domains.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Menu } from '../ui/menu.tsx';
import { toastError } from '../ui/toast-queue.ts';

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
      <Menu
        label="More"
        entries={domainAction.options
          .filter((action) => action !== primary)
          .map((action) => ({
            id: action,
            label: labelOf(action),
            refusal: domainRefusal(domain, action),
            act: () => act(action),
          }))}
        trigger={
          <AriaButton
            aria-label="More actions"
            className="inline-flex size-8 items-center justify-center rounded-md border border-line-strong bg-panel hover:bg-hover"
          >
            <Ellipsis size={16} />
          </AriaButton>
        }
      />
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

function primaryOf(domain: HostDomain): DomainAction {
  const gentle = ['resume', 'shutdown', 'start'] as const;
  return gentle.find((action) => domainRefusal(domain, action) === null) ?? 'start';
}
