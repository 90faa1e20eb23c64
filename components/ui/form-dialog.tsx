'use client';
import { useEffect, useRef, type ReactNode } from 'react';
import { ConsoleError } from '../../lib/contract/error.ts';
import { Button } from './button.tsx';
import { Dialog, DialogFooter } from './dialog.tsx';
import { Problem } from './problem.tsx';

interface FormDialogProps {
  readonly title: string;
  /** The label of the sending button: a verb. */
  readonly verb: string;
  /** Its label while it is sent. */
  readonly sending: string;
  readonly isSending: boolean;
  /** Nothing can be sent as it is. */
  readonly isIncomplete?: boolean;
  /** What was refused. */
  readonly error: Error | null;
  /** It is shown at the field that was refused: what is left to say is what to do. */
  readonly isAtField?: boolean;
  /** It destroys something. */
  readonly isDanger?: boolean;
  readonly wide?: boolean;
  readonly onSend: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A form in a dialog: it stays, with what was typed, until it was accepted. */
export function FormDialog(props: FormDialogProps) {
  const {
    title,
    verb,
    sending,
    isSending,
    isIncomplete = false,
    error,
    isAtField = false,
    isDanger = false,
    wide = false,
  } = props;
  const form = useRef<HTMLFormElement>(null);
  // After a refusal, the field that was refused has the focus; what is said below a long form is brought into view.
  useEffect(() => {
    if (isSending) return;
    const invalid = form.current?.querySelector('[aria-invalid="true"]');
    if (invalid instanceof HTMLElement) invalid.focus();
    else form.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'nearest' });
  }, [isSending]);
  return (
    <Dialog title={title} open typed wide={wide} onClose={props.onClose}>
      <form
        ref={form}
        className="flex min-h-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isSending && !isIncomplete) props.onSend();
        }}
      >
        <div className="flex flex-col gap-3 overflow-y-auto px-4 py-3">
          {props.children}
          {error && !isAtField && <Problem error={error} />}
          {isAtField && error instanceof ConsoleError && (
            <p className="text-xs text-ink-2">{[...unsaid(error), error.fix].join(' ')}</p>
          )}
        </div>
        <DialogFooter>
          <Button onPress={props.onClose}>Cancel</Button>
          {/* Not disabled while it is sent: it would lose the focus, and Escape would not close the dialog. */}
          <Button
            kind={isDanger ? 'danger' : 'primary'}
            type="submit"
            className={isSending ? 'opacity-45' : ''}
            isDisabled={isIncomplete && !isSending}
          >
            {isSending ? sending : verb}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

/** The message, unless a field has it already. */
const unsaid = ({ message, errors }: ConsoleError): string[] =>
  errors.some((each) => each.message === message) ? [] : [message];
