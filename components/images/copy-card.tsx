'use client';
import { useState } from 'react';
import { bytes } from '../../lib/domain/format.ts';
import { fieldErrors, useHostResources, useHosts } from '../data/hooks.ts';
import { useCopyImage, useVolumes } from '../data/images.ts';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Note } from '../ui/note.tsx';
import { Problem } from '../ui/problem.tsx';

interface CopyCardProps {
  /** Names of images. */
  readonly taken: readonly string[];
}

/** An image from a volume in a storage pool of somebody else; its progress is shown like that of an upload. */
export function CopyCard({ taken }: CopyCardProps) {
  const host = useHosts().data?.[0]?.name;
  const pools = (useHostResources(host).data?.pools ?? []).filter(({ own, active }) => !own && active);
  if (host === undefined || pools.length === 0) return null;
  return (
    <details className="rounded-lg border border-line bg-panel p-4">
      <summary className="cursor-pointer text-sm text-ink-2 hover:text-ink">Copy from a storage pool</summary>
      <CopyForm host={host} pools={pools.map(({ name }) => name)} taken={taken} />
    </details>
  );
}

function CopyForm({ host, pools, taken }: CopyCardProps & Pick<VolumeChoiceProps, 'host' | 'pools'>) {
  const [from, setFrom] = useState({ pool: '', volume: '' });
  const [name, setName] = useState('');
  const copy = useCopyImage();
  const errors = fieldErrors(copy.error);
  const isTaken = taken.includes(name);
  return (
    <form
      className="mt-3 grid items-end gap-3 sm:grid-cols-[1fr_1fr_1fr_auto]"
      onSubmit={(event) => {
        event.preventDefault();
        copy.mutate({ ...from, name, host }, { onSuccess: () => setFrom({ ...from, volume: '' }) });
      }}
    >
      <VolumeChoice
        host={host}
        pools={pools}
        {...from}
        error={errors.get('volume')}
        onChoose={(chosen) => {
          setFrom(chosen);
          setName(chosen.volume.replaceAll(/[^A-Za-z0-9._-]+/g, '-').slice(0, 63));
        }}
      />
      <TextField
        label="Name of the image"
        mono
        value={name}
        onChange={setName}
        error={isTaken ? 'there is an image of this name already' : errors.get('name')}
      />
      <Button type="submit" isDisabled={from.volume === '' || name === '' || isTaken || copy.isPending}>
        Copy
      </Button>
      <div className="sm:col-span-4">
        {copy.error && errors.size === 0 && <Problem error={copy.error} />}
        {copy.isSuccess && (
          <Note tone="good" title={`“${copy.data.name}” is being copied.`}>
            The volume stays as it is.
          </Note>
        )}
      </div>
    </form>
  );
}

interface VolumeChoiceProps {
  readonly host: string;
  readonly pools: readonly string[];
  readonly pool: string;
  readonly volume: string;
  readonly error: string | undefined;
  readonly onChoose: (from: { readonly pool: string; readonly volume: string }) => void;
}

function VolumeChoice({ host, pools, pool, volume, error, onChoose }: VolumeChoiceProps) {
  const { data: volumes = [], error: unreadable } = useVolumes(host, pool);
  return (
    <>
      <SelectField
        label="Storage pool"
        value={pool}
        onChange={(chosen) => onChoose({ pool: chosen, volume: '' })}
        options={[NONE, ...pools.map((name) => ({ value: name, label: name }))]}
        error={unreadable?.message}
      />
      <SelectField
        label="Volume"
        value={volume}
        onChange={(chosen) => onChoose({ pool, volume: chosen })}
        options={[
          NONE,
          ...volumes.map((each) => ({ value: each.name, label: each.name, detail: bytes(each.bytes) })),
        ]}
        error={error}
      />
    </>
  );
}

const NONE = { value: '', label: 'Choose one' };
