'use client';
import { Confirm } from '../ui/confirm.tsx';

interface PasteQuestionProps {
  readonly text: string;
  readonly onPaste: () => void;
  readonly onClose: () => void;
}

/** Several lines pasted into a shell are several commands, which run immediately. */
export function PasteQuestion({ text, onPaste, onClose }: PasteQuestionProps) {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/).length;
  const count = lines === 1 ? 'a line with a line break' : `${lines} lines`;
  return (
    <Confirm title={`Paste ${count}?`} verb="Paste" keep="Cancel" onConfirm={onPaste} onClose={onClose}>
      <p>A shell runs each line as soon as it arrives.</p>
      <pre className="max-h-48 overflow-auto rounded-md border border-line bg-terminal p-2 text-xs">
        {text}
      </pre>
    </Confirm>
  );
}
