'use client';
import X from 'lucide-react/icons/x';
import { absolute } from '../../lib/domain/format.ts';
import { useChangeHostObject, useHostNetwork } from '../data/host-objects.ts';
import { useAllowed } from '../data/hooks.ts';
import { IconButton } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TD, TH } from '../ui/style.ts';
import { toastError } from '../ui/toast-queue.ts';

interface NetworkDetailsProps {
  readonly host: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** The leases of a network, and whether it starts with the host. */
export function NetworkDetails({ host, name, onClose }: NetworkDetailsProps) {
  const { data, error } = useHostNetwork(host, name);
  const change = useChangeHostObject(host);
  const mayWrite = useAllowed('networks.write');
  return (
    <section aria-label={`Leases of ${name}`} className="m-4 rounded-lg border border-line bg-panel">
      <header className="flex items-center gap-2 border-b border-line py-1 pr-2 pl-4">
        <h2 className="min-w-0 truncate text-sm font-semibold">Leases of {name}</h2>
        <span className="ml-auto" />
        <IconButton label={`Close the leases of ${name}`} onPress={onClose}>
          <X size={14} />
        </IconButton>
      </header>
      <div className="p-4">
        {error && !data && <Problem error={error} />}
        {!data && !error && <Skeleton className="h-16" />}
        {data && (
          <>
            {data.leases.length === 0 ? (
              <p className="text-ink-3">
                {data.active ? 'No guest has a lease now.' : 'The network is not active: nobody has a lease.'}
              </p>
            ) : (
              <LeasesTable leases={data.leases} />
            )}
            {mayWrite && !data.own && data.persistent && (
              <div className="mt-3">
                <Checkbox
                  isSelected={data.autostart}
                  isDisabled={change.isPending}
                  onChange={(on) =>
                    change.mutate(
                      { kind: 'network', name, action: on ? 'autostart' : 'no-autostart' },
                      { onError: toastError },
                    )
                  }
                >
                  Start it together with the host
                </Checkbox>
              </div>
            )}
            {!data.persistent && <p className="mt-3 text-ink-2">It is transient: gone when it is stopped.</p>}
          </>
        )}
      </div>
    </section>
  );
}

type Leases = NonNullable<ReturnType<typeof useHostNetwork>['data']>['leases'];

const LeasesTable = ({ leases }: { readonly leases: Leases }) => (
  <ScrollX label="Leases">
    <table className="stacked stacked-inset w-full">
      <thead>
        <tr className="border-b border-line">
          {['Address', 'MAC', 'Name', 'Expires'].map((title) => (
            <th key={title} className={TH}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {leases.map(({ address, mac, hostname, expiresAt }) => (
          <tr key={`${address} ${mac ?? ''}`} className="border-b border-line last:border-b-0">
            <td className={`${TD} font-mono text-xs`}>{address}</td>
            <td className={`${TD} font-mono text-xs`}>{mac}</td>
            <td className={TD}>{hostname}</td>
            <td className={TD}>{expiresAt === null ? 'never' : absolute(expiresAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </ScrollX>
);
