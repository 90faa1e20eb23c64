'use client';
import { useState } from 'react';
import dynamic from 'next/dynamic';
import type { Node } from '../../../lib/contract/node.ts';
import { HARDWARE_FIELDS, hardwareText, pendingOf, TITLES } from '../../../lib/domain/node-edit.ts';
import { useAllowed, useHardware } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

const MachineDialog = dynamic(async () => (await import('./machine-dialog.tsx')).MachineDialog);

/** What the machine has, beside what it will have after a power-off. */
export function MachineCard({ node }: { readonly node: Node }) {
  const [changing, setChanging] = useState(false);
  const mayEdit = useAllowed('nodes.edit');
  const { data, error } = useHardware(node);
  if (node.state === 'no domain') return null;
  if (data === undefined)
    return (
      <Card title="Machine">{error ? <Problem error={error} /> : <Skeleton className="h-32 w-full" />}</Card>
    );
  const pending = new Map(pendingOf(data).map((change) => [change.field, change]));
  const shown = data.present ?? data.next;
  return (
    <Card title="Machine">
      <Facts
        facts={[
          ...HARDWARE_FIELDS.map((field) => {
            const later = pending.get(field);
            const text = hardwareText[field](shown);
            return [
              TITLES[field],
              later === undefined ? (
                text
              ) : (
                <span key={field}>
                  {text} <span aria-hidden>→</span> <span className="font-medium">{later.to}</span>{' '}
                  <span className="text-xs text-warn">takes effect after power off</span>
                </span>
              ),
            ] as const;
          }),
          ['Autostart', data.autostart ? 'together with its host' : 'off'],
        ]}
      />
      {mayEdit && (
        <Button className="mt-3" onPress={() => setChanging(true)} isDisabled={node.operation !== null}>
          Change …
        </Button>
      )}
      {changing && <MachineDialog node={node} hardware={data} onClose={() => setChanging(false)} />}
    </Card>
  );
}
