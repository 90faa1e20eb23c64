'use client';
import { type ReactNode, useCallback, useState } from 'react';
import dynamic from 'next/dynamic';
import type { MachineDisk, MachineNic } from '../../../lib/contract/node-device.ts';
import type { NodeHardware } from '../../../lib/contract/node-hardware.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { bytes } from '../../../lib/domain/format.ts';
import { deviceRefusal, type DeviceView, diskViews, nicViews } from '../../../lib/domain/node-devices.ts';
import { operationNote } from '../../../lib/report/node-status.ts';
import { useAllowed, useHardware } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { ScrollX } from '../../ui/page.tsx';
import { TD } from '../../ui/style.ts';
import { type Device, detachRefusal, placeOf } from './detach-rules.ts';
import { TableHead } from '../../ui/table-head.tsx';

const attaching = async () => import('./attach-dialogs.tsx');
const AttachDiskDialog = dynamic(async () => (await attaching()).AttachDiskDialog);
const AttachNicDialog = dynamic(async () => (await attaching()).AttachNicDialog);
const DetachDialog = dynamic(async () => (await import('./detach-dialog.tsx')).DetachDialog);

type Asked = 'disk' | 'nic' | Device;

/** The disks and network cards of a machine, now and after a power-off. */
export function DeviceCards({ node }: { readonly node: Node }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = useCallback(() => setAsked(null), []);
  const { data } = useHardware(node);
  // The card of the machine tells that it is loading, and why it cannot be.
  if (node.state === 'no domain' || data === undefined) return null;
  return (
    <>
      <Disks node={node} hardware={data} onAsk={setAsked} />
      <Cards node={node} hardware={data} onAsk={setAsked} />
      {asked === 'disk' && <AttachDiskDialog node={node} onClose={close} />}
      {asked === 'nic' && <AttachNicDialog node={node} onClose={close} />}
      {asked !== null && typeof asked === 'object' && (
        <DetachDialog node={node} device={asked} onClose={close} />
      )}
    </>
  );
}

interface TableProps {
  readonly node: Node;
  readonly hardware: NodeHardware;
  readonly onAsk: (asked: Asked) => void;
}

/** Why nothing can be changed at the moment. */
const busyText = ({ operation }: Node): string | null =>
  operation?.endedAt === null ? `${operationNote(operation)} …` : null;

interface DeviceCardProps extends Pick<TableProps, 'node'> {
  readonly title: string;
  readonly verb: string;
  readonly columns: readonly string[];
  /** Instead of rows. */
  readonly none: string | null;
  readonly onAdd: () => void;
  readonly children: ReactNode;
}

function DeviceCard({ node, title, verb, columns, none, onAdd, children }: DeviceCardProps) {
  const mayEdit = useAllowed('nodes.edit');
  const busy = busyText(node);
  const refusal = busy ?? deviceRefusal(node.state)?.message ?? null;
  return (
    <section className="rounded-lg border border-line bg-panel">
      <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-1.5 pr-1.5 pl-4">
        <h2 className="text-sm font-semibold">{title}</h2>
        <span role="status" className="min-w-0 flex-1 text-xs text-ink-3">
          {mayEdit ? refusal : null}
        </span>
        {mayEdit && (
          <Button isDisabled={refusal !== null} onPress={onAdd}>
            {verb}
          </Button>
        )}
      </header>
      {none === null ? (
        <ScrollX label={title}>
          <table className="stacked w-full">
            <TableHead columns={columns} />
            <tbody>{children}</tbody>
          </table>
        </ScrollX>
      ) : (
        <p className="p-4 text-ink-3">{none}</p>
      )}
    </section>
  );
}

const ROLE_WORDS = { first: 'boots from it', seed: 'read by cloud-init', added: null } as const;

interface DeviceRowProps extends TableProps {
  readonly device: Device;
  readonly role: keyof typeof ROLE_WORDS;
  readonly children: ReactNode;
}

function DeviceRow({ node, device, role, onAsk, children }: DeviceRowProps) {
  const mayEdit = useAllowed('nodes.edit');
  const { id, pending } = device.view;
  const refusal = busyText(node) ?? detachRefusal(device, node.state);
  return (
    <tr className="border-b border-line last:border-b-0">
      <td className={`${TD} py-1.5 pl-4`} data-whole={pending === null ? undefined : true}>
        <span className="font-mono text-xs">{id}</span>
        {ROLE_WORDS[role] !== null && <span className="block text-xs text-ink-3">{ROLE_WORDS[role]}</span>}
        {pending !== null && (
          <span className="block text-xs text-warn">
            {pending !== 'change' && (
              <>
                {pending === 'attach' ? 'not there' : 'attached'} <span aria-hidden>→</span>{' '}
                <span className="font-medium">{pending === 'attach' ? 'attached' : 'detached'}</span>{' '}
              </>
            )}
            takes effect after power off
          </span>
        )}
      </td>
      {children}
      <td className={`${TD} pr-1.5 text-right`}>
        {mayEdit && (
          <span title={refusal ?? undefined}>
            <Button
              kind="quiet"
              aria-label={`Detach ${id}`}
              isDisabled={refusal !== null}
              onPress={() => onAsk(device)}
            >
              Detach …
            </Button>
          </span>
        )}
      </td>
    </tr>
  );
}

/** What it is, and what it will be, if that differs. */
function Both<T>({ view, text }: { readonly view: DeviceView<T>; readonly text: (device: T) => string }) {
  const { present, next, pending } = view;
  const now = present ?? next;
  if (now === null) return null;
  const later = pending === 'change' && next !== null ? text(next) : text(now);
  if (later === text(now)) return later;
  return (
    <>
      {text(now)} <span aria-hidden>→</span> <span className="font-medium">{later}</span>
    </>
  );
}

const diskSize = (disk: MachineDisk): string => (disk.bytes === 0 ? 'unknown' : bytes(disk.bytes));
const diskFile = ({ volume, path }: MachineDisk): string => volume ?? path ?? 'no file';
const diskPool = ({ pool }: MachineDisk): string => (pool === null ? '' : `in ${pool}`);

function Disks({ node, hardware, onAsk }: TableProps) {
  const views = diskViews(hardware);
  return (
    <DeviceCard
      node={node}
      title="Disks"
      verb="Add disk …"
      columns={['Disk', 'Size', 'Bus', 'Volume']}
      none={views.length === 0 ? 'The machine has no disk.' : null}
      onAdd={() => onAsk('disk')}
    >
      {views.map((view) => (
        <DeviceRow
          key={view.id}
          {...{ node, hardware, onAsk }}
          device={{ kind: 'disk', view }}
          role={(view.next ?? view.present)?.role ?? 'added'}
        >
          <td className={`${TD} tabular-nums`}>
            <Both view={view} text={diskSize} />
          </td>
          <td className={TD}>
            <Both view={view} text={(disk) => disk.bus} />
          </td>
          <td className={`${TD} min-w-32 py-1.5 break-all whitespace-normal`} data-whole>
            <span className="font-mono text-xs">
              <Both view={view} text={diskFile} />
            </span>
            <span className="block text-xs text-ink-3">
              <Both view={view} text={diskPool} />
            </span>
          </td>
        </DeviceRow>
      ))}
    </DeviceCard>
  );
}

const nicPlace = ({ network }: MachineNic): string => placeOf(network);

function Cards({ node, hardware, onAsk }: TableProps) {
  const views = nicViews(hardware);
  return (
    <DeviceCard
      node={node}
      title="Network cards"
      verb="Add network card …"
      columns={['MAC', 'Model', 'Network']}
      none={views.length === 0 ? 'The machine has no network card.' : null}
      onAdd={() => onAsk('nic')}
    >
      {views.map((view) => (
        <DeviceRow
          key={view.id}
          {...{ node, hardware, onAsk }}
          device={{ kind: 'nic', view }}
          role={(view.next ?? view.present)?.role ?? 'added'}
        >
          <td className={TD}>
            <Both view={view} text={(nic) => nic.model} />
          </td>
          <td className={`${TD} min-w-32 break-words whitespace-normal`}>
            <Both view={view} text={nicPlace} />
          </td>
        </DeviceRow>
      ))}
    </DeviceCard>
  );
}
