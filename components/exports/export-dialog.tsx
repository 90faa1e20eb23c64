'use client';
import Download from 'lucide-react/icons/download';
import { EXPORT_FORMATS, type ExportFormat } from '../../lib/contract/node-export.ts';
import { exportUrl, useExport } from '../data/exports.ts';
import { CopyButton } from '../ui/copy.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

export interface ExportDialogProps {
  readonly format: ExportFormat;
  readonly nodes?: readonly string[];
  readonly run?: string;
  readonly onClose: () => void;
}

/** What is written for a tool, to copy or to save. */
export function ExportDialog({ format, nodes = [], run, onClose }: ExportDialogProps) {
  const { title, file } = EXPORT_FORMATS[format];
  const subject = { nodes, run };
  const { data, error } = useExport(format, subject);
  return (
    <Dialog title={title} open onClose={onClose} wide>
      <div className="flex items-center justify-between gap-3 px-4 pt-3">
        <p className="text-ink-2">
          Names, UUIDs and paths are those in use: delete the nodes first, or use another host.
        </p>
        <span className="flex shrink-0 items-center gap-3">
          {data !== undefined && <CopyButton text={data} what={title} />}
          <a
            href={exportUrl(format, subject)}
            download={file}
            className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-panel px-3 hover:bg-hover"
          >
            <Download size={14} /> {file}
          </a>
        </span>
      </div>
      <div className="min-h-0 overflow-auto p-4">
        {error ? (
          <Problem error={error} />
        ) : data === undefined ? (
          <Skeleton className="h-72 w-full" />
        ) : (
          <pre tabIndex={0} aria-label={title} className="rounded-md bg-terminal p-3 text-xs leading-[18px]">
            {data}
          </pre>
        )}
      </div>
    </Dialog>
  );
}
