'use client';
import { useAllowed } from '../data/hooks.ts';
import { useState } from 'react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import Download from 'lucide-react/icons/download';
import Repeat from 'lucide-react/icons/repeat';
import Scaling from 'lucide-react/icons/scaling';
import Trash from 'lucide-react/icons/trash-2';
import type { Node } from '../../lib/contract/node.ts';
import type { Run } from '../../lib/contract/run.ts';
import { createPath } from '../nodes/create/create-path.ts';
import { DeleteDialog } from '../nodes/delete-dialog.tsx';
import { ExportMenu } from '../exports/export-menu.tsx';
import { ControlButtons } from './control-buttons.tsx';
import { Button } from '../ui/button.tsx';

const ScaleDialog = dynamic(async () => (await import('./scale-dialog.tsx')).ScaleDialog);

const REPORTS = [
  { format: 'html', label: 'Report', title: 'One page that opens offline and prints on A4' },
  { format: 'csv', label: 'CSV', title: 'One line per node, with the times of its stages' },
  { format: 'junit', label: 'JUnit', title: 'JUnit XML: one test case per node' },
] as const;

/** Actions on a whole run. */
export function RunActions({ run, present }: { readonly run: Run; readonly present: readonly Node[] }) {
  const [deleting, setDeleting] = useState(false);
  const [scaling, setScaling] = useState(false);
  const mayCreate = useAllowed('nodes.create');
  const mayDelete = useAllowed('nodes.delete');
  return (
    <>
      {REPORTS.map(({ format, label, title }) => (
        <a
          key={format}
          href={`/api/v1/runs/${encodeURIComponent(run.id)}/report?format=${format}`}
          download
          title={title}
          className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-panel px-3 whitespace-nowrap hover:bg-hover"
        >
          <Download size={14} /> {label}
        </a>
      ))}
      <ControlButtons run={run} present={present} />
      {present.length > 0 && <ExportMenu run={run.id} />}
      {mayCreate && mayDelete && run.request && (
        <Button onPress={() => setScaling(true)}>
          <Scaling size={14} /> Scale …
        </Button>
      )}
      {mayDelete && (
        <Button isDisabled={present.length === 0} onPress={() => setDeleting(true)}>
          <Trash size={14} className="text-bad" />{' '}
          {present.length === 0 ? 'Nodes deleted' : `Delete ${present.length}`}
        </Button>
      )}
      {mayCreate && run.request && <Again run={run.id} />}
      {scaling && <ScaleDialog run={run} present={present.length} onClose={() => setScaling(false)} />}
      {deleting && (
        <DeleteDialog nodes={present} onClose={() => setDeleting(false)} onDone={() => setDeleting(false)} />
      )}
    </>
  );
}

/** Opens the dialog with the same request; the dialog reports what has changed since, such as a name in use. */
function Again({ run }: { readonly run: string }) {
  const router = useRouter();
  return (
    <Button kind="primary" onPress={() => router.push(createPath({}, { run }))}>
      <Repeat size={14} /> Run again
    </Button>
  );
}
