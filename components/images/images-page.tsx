'use client';
import { useState } from 'react';
import type { Image } from '../../lib/contract/image.ts';
import { bytes, counted } from '../../lib/domain/format.ts';
import { useAllowed } from '../data/hooks.ts';
import { useImages, useRemoveImage } from '../data/images.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Copyable } from '../ui/copy.tsx';
import { Empty } from '../ui/empty.tsx';
import { Link } from '../ui/link.tsx';
import { Age } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { CopyCard } from './copy-card.tsx';
import { OtherUploads } from './other-uploads.tsx';
import { UploadCard } from './upload-card.tsx';

const KINDS: Readonly<Record<Image['kind'], string>> = {
  iso: 'ISO image',
  qcow2: 'disk, qcow2',
  raw: 'disk, raw',
};

/** What nodes can boot from besides the network. */
export function ImagesPage() {
  const { data, error, refetch } = useImages();
  const mayWrite = useAllowed('images.write');
  const mayCopy = useAllowed('volumes.read');
  return (
    <Page title="Images" aside={data ? counted(data.length, 'image') : null}>
      <div className="grid w-full max-w-5xl gap-4 p-4">
        {mayWrite && <UploadCard taken={data?.map(({ name }) => name) ?? []} />}
        {mayCopy && <CopyCard taken={data?.map(({ name }) => name) ?? []} />}
        <OtherUploads />
        {error && !data && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-24 w-full" />}
        {data?.length === 0 && (
          <Empty title="No images yet">
            Nodes that boot from a CD-ROM, a USB disk or a cloud image need one. Drop an ISO, qcow2 or raw
            file above, or run “ven image add FILE”.
          </Empty>
        )}
        {data && data.length > 0 && (
          <ul aria-label="Images" className="grid gap-3">
            {data.map((image) => (
              <Entry key={image.name} image={image} mayWrite={mayWrite} />
            ))}
          </ul>
        )}
      </div>
    </Page>
  );
}

function Entry({ image, mayWrite }: { readonly image: Image; readonly mayWrite: boolean }) {
  const { name, kind, usedBy, sha256 } = image;
  const remove = useRemoveImage();
  const [asked, setAsked] = useState(false);
  const isUsed = usedBy.length > 0;
  return (
    <li className="grid gap-1.5 rounded-lg border border-line bg-panel p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 font-mono text-sm font-semibold break-all">{name}</h2>
        <span className="text-xs text-ink-2">
          {KINDS[kind]} · {bytes(image.bytes)}
          {image.diskBytes !== image.bytes && `, disk of ${bytes(image.diskBytes)}`} · on {image.host}
        </span>
        {mayWrite && (
          <span className="ml-auto">
            <Button isDisabled={isUsed || remove.isPending} onPress={() => setAsked(true)}>
              Remove …
            </Button>
          </span>
        )}
      </div>
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-3">
        {sha256 === null ? (
          <span>SHA-256 unknown: found on the host</span>
        ) : (
          <span className="flex min-w-0 items-center gap-1">
            <span className="shrink-0">SHA-256</span> <Copyable text={sha256} what="checksum" />
          </span>
        )}
        <span>
          added <Age at={image.createdAt} ago /> by {image.createdBy}
        </span>
      </div>
      <p className="text-xs text-ink-2">
        {isUsed ? (
          `Used by ${usedBy.join(', ')}: it can be removed when they are deleted.`
        ) : (
          <CreateWith image={image} />
        )}
      </p>
      {remove.error && <Problem error={remove.error} />}
      {asked && (
        <Confirm
          title={`Remove the image “${name}”?`}
          verb="Remove image"
          keep="Keep it"
          onConfirm={() => remove.mutate(name)}
          onClose={() => setAsked(false)}
        >
          <p>
            {bytes(image.bytes)} are deleted from the storage of {image.host}. No node uses it.
          </p>
        </Confirm>
      )}
    </li>
  );
}

function CreateWith({ image: { name, kind } }: { readonly image: Image }) {
  const mayCreate = useAllowed('nodes.create');
  if (!mayCreate) return 'Not used by any node.';
  const bootSource = kind === 'iso' ? 'medium' : 'cloud-image';
  const query = new URLSearchParams({ create: '1', bootSource, image: name });
  return (
    <>
      Not used by any node.{' '}
      <Link className="text-accent hover:underline" href={`/?${query.toString()}`}>
        Create a node with it
      </Link>
    </>
  );
}
