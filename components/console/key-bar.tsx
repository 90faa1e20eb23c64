'use client';
import { useState } from 'react';
import Plus from 'lucide-react/icons/plus';
import X from 'lucide-react/icons/x';
import { Button, IconButton } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { TextField } from '../ui/field.tsx';
import { toast } from '../ui/toast-queue.ts';
import type { SerialView } from './serial-view.ts';
import { useSnippets, type Snippet } from './snippets.ts';
import { SPECIAL_KEYS } from './special-keys.ts';

const KEY = 'rounded-sm border border-line bg-panel font-mono sm:h-6! sm:px-1.5! text-[11px]';

/** Keys to press with a pointer, and texts that are typed often. */
export function KeyBar({ view, onClose }: { readonly view: SerialView; readonly onClose: () => void }) {
  const { snippets, save, remove } = useSnippets();
  const [isAdding, setAdding] = useState(false);
  const type = (text: string): void => {
    if (!view.session.input(text))
      toast('bad', 'Nothing was typed', 'This console is read-only, or not connected.');
    // On a telephone, the keyboard would cover the console.
    if (!window.matchMedia('(pointer: coarse)').matches) view.terminal.focus();
  };
  return (
    <div
      role="toolbar"
      aria-label="Special keys and texts"
      className="flex shrink-0 items-start gap-1 border-b border-line bg-sunken px-2 py-1"
    >
      <div className="flex min-w-0 flex-1 flex-wrap gap-1 max-sm:max-h-24 max-sm:overflow-y-auto">
        {SPECIAL_KEYS.map(({ label, sends, hint }) => (
          <span key={label} title={hint}>
            <Button kind="quiet" className={KEY} onPress={() => type(sends)}>
              {label}
            </Button>
          </span>
        ))}
        <span aria-hidden className="mx-1 w-px self-stretch bg-line" />
        {snippets.map((snippet) => (
          <SavedText key={snippet.name} snippet={snippet} onType={type} onForget={remove} />
        ))}
        <Button kind="quiet" className={KEY} onPress={() => setAdding(true)}>
          <Plus size={11} /> Text
        </Button>
      </div>
      <IconButton label="Close the keys" className="size-6" onPress={onClose}>
        <X size={13} />
      </IconButton>
      {isAdding && <SnippetForm onSave={save} onClose={() => setAdding(false)} />}
    </div>
  );
}

/** Enter sends a carriage return. */
const asTyped = (text: string): string => text.replaceAll(/\r?\n/g, '\r');

interface SavedTextProps {
  readonly snippet: Snippet;
  readonly onType: (text: string) => void;
  readonly onForget: (name: string) => void;
}

const SavedText = ({ snippet: { name, text }, onType, onForget }: SavedTextProps) => (
  <span title={text} className="flex">
    <Button kind="quiet" className={KEY} onPress={() => onType(asTyped(text))}>
      {name}
    </Button>
    <IconButton label={`Forget the text ${name}`} className="size-6" onPress={() => onForget(name)}>
      <X size={11} />
    </IconButton>
  </span>
);

interface SnippetFormProps {
  readonly onSave: (snippet: Snippet) => void;
  readonly onClose: () => void;
}

function SnippetForm({ onSave, onClose }: SnippetFormProps) {
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  return (
    <FormDialog
      title="Keep a text"
      verb="Keep"
      sending="Keeping"
      isSending={false}
      isIncomplete={name.trim() === '' || text === ''}
      error={null}
      onSend={() => {
        onSave({ name: name.trim().slice(0, 40), text: text.slice(0, 4096) });
        onClose();
      }}
      onClose={onClose}
    >
      <TextField label="Name" autoFocus value={name} onChange={setName} />
      <TextArea
        label="Text"
        hint="Typed when you press it; with a line break at its end it is run at once. It is kept in this browser, so it is no place for passwords."
        value={text}
        onChange={setText}
      />
    </FormDialog>
  );
}
