'use client';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { EXPORT_FORMATS, exportFormat, type ExportFormat } from '../../lib/contract/node-export.ts';
import { Menu } from '../ui/menu.tsx';
import { ExportDialog, type ExportDialogProps } from './export-dialog.tsx';

/** The tools that nodes can be written for. */
export function ExportMenu(subject: Pick<ExportDialogProps, 'nodes' | 'run'>) {
  const [format, setFormat] = useState<ExportFormat | null>(null);
  return (
    <>
      <Menu
        label="Export as"
        entries={exportFormat.options.map((id) => ({
          id,
          label: EXPORT_FORMATS[id].title,
          act: () => setFormat(id),
        }))}
        trigger={
          <AriaButton className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-panel px-3 whitespace-nowrap hover:bg-hover">
            Export <ChevronDown size={14} />
          </AriaButton>
        }
      />
      {format !== null && <ExportDialog {...subject} format={format} onClose={() => setFormat(null)} />}
    </>
  );
}
