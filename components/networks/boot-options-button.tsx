'use client';
import { useState } from 'react';
import { useAllowed } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { BootOptionsDialog } from './boot-options-dialog.tsx';

interface BootOptionsButtonProps {
  readonly host: string;
  readonly network: string;
  readonly orchestrator: string;
  readonly onChanged: () => void;
}

/** Opens the change that a check offers; only for those who may confirm it. */
export function BootOptionsButton(props: BootOptionsButtonProps) {
  const [open, setOpen] = useState(false);
  if (!useAllowed('networks.write')) return null;
  return (
    <>
      <Button className="mt-1.5" onPress={() => setOpen(true)}>
        Show and add its options …
      </Button>
      {open && <BootOptionsDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
