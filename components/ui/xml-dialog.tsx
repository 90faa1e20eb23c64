'use client';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { CopyButton } from './copy.tsx';
import { Dialog, DialogFooter } from './dialog.tsx';
import { Problem } from './problem.tsx';
import { Skeleton } from './skeleton.tsx';

interface XmlDialogProps {
  readonly title: string;
  /** Undefined while it is fetched. */
  readonly xml: string | undefined;
  readonly error: Error | null;
  /** What can be done with it. */
  readonly action?: ReactNode;
  readonly onClose: () => void;
}

/** A definition as libvirt has it. */
export const XmlDialog = ({ title, xml, error, action, onClose }: XmlDialogProps) => (
  <Dialog title={title} open wide onClose={onClose}>
    {error && (
      <div className="p-4">
        <Problem error={error} />
      </div>
    )}
    {xml === undefined && !error && <Skeleton className="m-4 h-64" />}
    {xml !== undefined && (
      <pre
        tabIndex={0}
        aria-label={title}
        className="min-h-0 flex-1 overflow-auto bg-sunken p-4 font-mono text-xs"
      >
        {xml}
      </pre>
    )}
    <DialogFooter>
      {action}
      {xml !== undefined && <CopyButton text={xml} what="XML" />}
      <Button autoFocus onPress={onClose}>
        Close
      </Button>
    </DialogFooter>
  </Dialog>
);
