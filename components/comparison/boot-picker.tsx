'use client';
import { stageTitle } from '../../lib/domain/stages.ts';
import { useNodeOf, useNodes } from '../data/hooks.ts';
import { SelectField } from '../ui/field.tsx';
import type { BootAddress } from './boot-address.ts';

interface BootPickerProps {
  readonly title: string;
  readonly chosen: BootAddress | null;
  readonly onChoose: (address: BootAddress) => void;
}

/** One of the two boots: its node, and which of its boots. */
export function BootPicker({ title, chosen, onChoose }: BootPickerProps) {
  const { data: nodes = [] } = useNodes();
  const { data: node } = useNodeOf(chosen?.node ?? null);
  // A deleted node keeps its boots, and is not in the list.
  const known = node && !nodes.some(({ id }) => id === node.id) ? [node, ...nodes] : nodes;
  const boots = (node?.boots ?? []).toSorted((one, two) => two.number - one.number);
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">{title}</legend>
      <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-2">
        <SelectField
          label={`${title}: node`}
          value={chosen?.node ?? ''}
          onChange={(id) => onChoose({ node: id, boot: null })}
          options={known.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <SelectField
          label="Boot"
          value={chosen?.boot === null || chosen === null ? '' : String(chosen.boot)}
          onChange={(number) => chosen && onChoose({ node: chosen.node, boot: Number(number) })}
          options={boots.map(({ number, stages, failure }) => {
            const last = stages.at(-1);
            const end = last === undefined ? 'no stage seen' : stageTitle(last.stage);
            return {
              value: String(number),
              label: `Boot ${number}`,
              detail: failure ? `Failed at ${stageTitle(failure.stage)}` : end,
            };
          })}
        />
      </div>
    </fieldset>
  );
}
