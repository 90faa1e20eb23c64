'use client';
import { useAllowed } from '../data/hooks.ts';
import { useState } from 'react';
import dynamic from 'next/dynamic';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useRouter } from 'next/navigation';
import CalendarClock from 'lucide-react/icons/calendar-clock';
import ChevronDown from 'lucide-react/icons/chevron-down';
import Repeat from 'lucide-react/icons/repeat';
import Scaling from 'lucide-react/icons/scaling';
import Trash from 'lucide-react/icons/trash-2';
import type { Node } from '../../lib/contract/node.ts';
import type { Run } from '../../lib/contract/run.ts';
import { createPath } from '../nodes/create/create-path.ts';
import { DeleteDialog } from '../nodes/delete-dialog.tsx';
import { ShareButton } from '../share/share-button.tsx';
import { ExportMenu } from '../exports/export-menu.tsx';
import { ControlButtons } from './control-buttons.tsx';
import { baseOf } from '../schedules/draft.ts';
import { Button } from '../ui/button.tsx';
import { download } from '../ui/download.ts';
import { Menu } from '../ui/menu.tsx';

const ScheduleDialog = dynamic(async () => (await import('../schedules/schedule-dialog.tsx')).ScheduleDialog);
const ScaleDialog = dynamic(async () => (await import('./scale-dialog.tsx')).ScaleDialog);

const REPORTS = [
  { format: 'html', label: 'Page that opens offline and prints on A4' },
  { format: 'csv', label: 'CSV: one line per node, with the times of its stages' },
  { format: 'junit', label: 'JUnit XML: one test case per node' },
] as const;

/** Actions on a whole run. */
export function RunActions({ run, present }: { readonly run: Run; readonly present: readonly Node[] }) {
  const [deleting, setDeleting] = useState(false);
  const [scaling, setScaling] = useState(false);
  const [scheduling, setScheduling] = useState(false);
  const mayCreate = useAllowed('nodes.create');
  const mayDelete = useAllowed('nodes.delete');
  return (
    <>
      <ControlButtons run={run} present={present} />
      <ReportMenu run={run.id} />
      {present.length > 0 && <ExportMenu run={run.id} />}
      {present.length > 0 && (
        <ShareButton subjects={[{ label: run.name, what: { kind: 'run', run: run.id } }]} />
      )}
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
      {mayCreate && mayDelete && run.request && (
        <Button onPress={() => setScheduling(true)}>
          <CalendarClock size={14} /> Schedule …
        </Button>
      )}
      {mayCreate && run.request && <Again run={run.id} />}
      {scheduling && run.request && (
        <ScheduleDialog base={baseOf(run.request)} onClose={() => setScheduling(false)} />
      )}
      {scaling && <ScaleDialog run={run} present={present.length} onClose={() => setScaling(false)} />}
      {deleting && (
        <DeleteDialog nodes={present} onClose={() => setDeleting(false)} onDone={() => setDeleting(false)} />
      )}
    </>
  );
}

/** How its nodes did, to keep. */
function ReportMenu({ run }: { readonly run: string }) {
  return (
    <Menu
      label="Report as"
      entries={REPORTS.map(({ format, label }) => ({
        id: format,
        label,
        act: () => download(`/api/v1/runs/${encodeURIComponent(run)}/report?format=${format}`),
      }))}
      trigger={
        <AriaButton className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-panel px-3 whitespace-nowrap hover:bg-hover">
          Report <ChevronDown size={14} />
        </AriaButton>
      }
    />
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
