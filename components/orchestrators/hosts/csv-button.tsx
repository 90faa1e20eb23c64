'use client';
import Download from 'lucide-react/icons/download';
import { writeHostsCsv } from '../../../lib/domain/hosts-csv.ts';
import { type HostsView, useAllHosts } from '../../data/project-hosts.ts';
import { Button } from '../../ui/button.tsx';
import { download } from '../../ui/download.ts';
import { toastError } from '../../ui/toast-queue.ts';

interface CsvButtonProps {
  readonly orchestrator: string;
  /** What of the list is shown, which is what is saved. */
  readonly view: HostsView;
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  download(url, name);
  URL.revokeObjectURL(url);
}

/** Saves the list in the columns that a create reads. */
export function CsvButton({ orchestrator, view }: CsvButtonProps) {
  const all = useAllHosts(orchestrator);
  return (
    <Button
      isDisabled={all.isPending}
      onPress={() =>
        all.mutate(view, {
          onSuccess: (hosts) => save(writeHostsCsv(hosts), `${orchestrator}-hosts.csv`),
          onError: toastError,
        })
      }
    >
      <Download size={14} /> CSV
    </Button>
  );
}
