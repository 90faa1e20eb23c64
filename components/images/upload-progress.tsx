'use client';
import type { ReactNode } from 'react';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import { bytes } from '../../lib/domain/format.ts';

interface UploadProgressProps {
  readonly name: string;
  readonly received: number;
  readonly total: number;
  /** What can be done about it. */
  readonly children: ReactNode;
}

/** How far an upload is. */
export function UploadProgress({ name, received, total, children }: UploadProgressProps) {
  const percent = Math.floor((100 * received) / total);
  return (
    <div className="flex flex-wrap items-center gap-3">
      <ProgressBar aria-label={`Uploading ${name}`} value={percent} className="min-w-48 flex-1">
        <span className="mb-1 flex flex-wrap justify-between gap-x-3 text-xs">
          <span className="min-w-0 font-mono break-all">{name}</span>
          <span className="shrink-0 tabular-nums">
            {percent} % · {bytes(received)} of {bytes(total)}
          </span>
        </span>
        <span className="block h-1.5 overflow-hidden rounded-full bg-line">
          <span className="block h-full rounded-full bg-accent" style={{ width: `${percent}%` }} />
        </span>
      </ProgressBar>
      {children}
    </div>
  );
}
