'use client';
import type { Node } from '../../../lib/contract/node.ts';
import type { HostResources } from '../../../lib/contract/host-resources.ts';
import type { NodeHardware } from '../../../lib/contract/node-hardware.ts';
import { useHostResources } from '../../data/hooks.ts';
import { useImages } from '../../data/images.ts';
import { type FieldProps, SelectField } from '../../ui/field.tsx';
import { bootOrders, type MachineDraft } from './machine-draft.ts';

interface PlaceFieldsProps {
  readonly node: Node;
  readonly hardware: NodeHardware;
  readonly draft: MachineDraft;
  readonly field: (
    name: 'network' | 'medium' | 'bootOrder',
  ) => Pick<FieldProps, 'value' | 'onChange' | 'error'>;
}

const MEDIUM_HINTS: Readonly<Record<NodeHardware['next']['drive'], string>> = {
  none: 'ISO images; the drive comes with a power-off',
  cdrom: 'ISO images; at once',
  usb: 'Any image, as a USB disk: one is pulled out and the other plugged in, at once',
};

/** A select's options: those that there are, and the present one, which may be gone. */
function withPresent(present: string, options: readonly { value: string; label: string }[]) {
  const isThere = options.some(({ value }) => value === present);
  return isThere ? options : [{ value: present, label: present.replace(/^\w+:/, '') || 'none' }, ...options];
}

function networkChoices(resources: HostResources | undefined) {
  const networks = (resources?.networks ?? []).filter(({ own }) => !own);
  return [
    ...networks.map(({ name }) => ({ value: `network:${name}`, label: name })),
    ...(resources?.bridges ?? []).map(({ name }) => ({ value: `bridge:${name}`, label: `bridge ${name}` })),
  ];
}

/** Network, medium and boot order. */
export function PlaceFields({ node, hardware, draft, field }: PlaceFieldsProps) {
  const { data: resources } = useHostResources(node.host);
  const { data: images } = useImages();
  const before = hardware.next;
  const media = (images ?? []).filter(
    ({ kind, host }) => host === node.host && (kind === 'iso' || before.drive === 'usb'),
  );
  const present = before.network === null ? '' : `${before.network.kind}:${before.network.name}`;
  const hasMedium = before.drive === 'cdrom' || draft.medium !== '';
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField
        label="Network"
        {...field('network')}
        options={withPresent(present, [
          ...(node.networkKind === 'own' ? [] : [{ value: 'own', label: 'Own NAT network' }]),
          ...networkChoices(resources),
        ])}
        hint="At once"
      />
      <SelectField
        label="Medium"
        {...field('medium')}
        options={withPresent(before.medium ?? '', [
          { value: '', label: 'none' },
          ...media.map(({ name }) => ({ value: name, label: name })),
        ])}
        hint={MEDIUM_HINTS[before.drive]}
      />
      <SelectField
        label="Boot order"
        {...field('bootOrder')}
        options={bootOrders(before.bootOrder.join(' '), hasMedium).map((order) => ({
          value: order,
          label: order.replaceAll(' ', ', '),
        }))}
        hint={
          draft.bootOrder.startsWith('network')
            ? 'With the network first, a provisioned node is provisioned again at every boot'
            : 'After a power-off'
        }
      />
    </div>
  );
}
