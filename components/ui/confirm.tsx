'use client';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog, DialogFooter } from './dialog.tsx';

interface ConfirmProps {
  /** A question. */
  readonly title: string;
  /** The label of the confirming button: a verb. */
  readonly verb: string;
  /** The label of the cancelling button. */
  readonly keep: string;
  /**
   * The dialog is closed by then, and with it perhaps the component that calls this: what follows a mutation hangs on
   * `mutateAsync`, because `mutate` forgets its callbacks with the component.
   */
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** The consequences. */
  readonly children: ReactNode;
}

/** Asks before something that cannot be undone. */
export function Confirm({ title, verb, keep, onConfirm, onClose, children }: ConfirmProps) {
  return (
    <Dialog title={title} open onClose={onClose} role="alertdialog">
      <div className="flex flex-col gap-2 overflow-y-auto px-4 py-3">{children}</div>
      <DialogFooter>
        <Button autoFocus onPress={onClose}>
          {keep}
        </Button>
        <Button
          kind="danger"
          onPress={() => {
            onClose();
            onConfirm();
          }}
        >
          {verb}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
