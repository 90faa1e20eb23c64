'use client';
import { classes } from './style.ts';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import X from 'lucide-react/icons/x';
import { IconButton } from './button.tsx';

interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly wide?: boolean;
  readonly role?: 'dialog' | 'alertdialog';
  /** Contains user input: a click outside does not close it. */
  readonly typed?: boolean;
  readonly children: ReactNode;
}

export function Dialog({
  title,
  open,
  onClose,
  wide = false,
  role = 'dialog',
  typed = false,
  children,
}: DialogProps) {
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      isDismissable={!typed}
      className="fixed inset-0 z-40 flex items-start justify-center bg-black/45 p-3 sm:p-[5vh]"
    >
      <Modal
        className={classes(
          'animate-rise flex max-h-full w-full flex-col rounded-lg border border-line-strong bg-raised shadow-float',
          wide ? 'max-w-4xl' : 'max-w-lg',
        )}
      >
        {/* What it holds scrolls; its title and its footer stay. */}
        <AriaDialog role={role} className="flex min-h-0 flex-col overflow-hidden rounded-lg outline-none">
          <header className="flex shrink-0 items-center justify-between border-b border-line py-2.5 pr-2.5 pl-4">
            <Heading slot="title" className="text-base font-semibold">
              {title}
            </Heading>
            <IconButton label="Close" onPress={onClose}>
              <X size={16} />
            </IconButton>
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogFooter({ children }: { readonly children: ReactNode }) {
  return (
    <footer className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
      {children}
    </footer>
  );
}
