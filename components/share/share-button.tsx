'use client';
import { useState } from 'react';
import dynamic from 'next/dynamic';
import Share from 'lucide-react/icons/share-2';
import { useAllowed } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import type { ShareDialogProps } from './share-dialog.tsx';

const ShareDialog = dynamic(async () => (await import('./share-dialog.tsx')).ShareDialog);

/** For those who may make links. */
export function ShareButton({
  subjects,
  className = '',
}: Pick<ShareDialogProps, 'subjects'> & { readonly className?: string }) {
  const [isOpen, setOpen] = useState(false);
  if (!useAllowed('shares.write')) return null;
  return (
    <>
      <Button className={className} onPress={() => setOpen(true)}>
        <Share size={14} /> <span className="max-sm:sr-only">Share …</span>
      </Button>
      {isOpen && <ShareDialog subjects={subjects} onClose={() => setOpen(false)} />}
    </>
  );
}
