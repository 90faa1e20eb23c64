'use client';
import { usePreference } from '../data/preference.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { isPace, PACES, type Pace } from './paced-typing.ts';

const SPEEDS = [
  { id: 'at once', label: 'At once' },
  { id: 'fast', label: `${PACES.fast} a second` },
  { id: 'slow', label: `${PACES.slow} a second` },
] as const;

interface PasteQuestionProps {
  readonly text: string;
  readonly onPaste: (pace: Pace) => void;
  readonly onClose: () => void;
}

/** Several lines pasted into a shell are several commands, which run immediately. */
export function PasteQuestion({ text, onPaste, onClose }: PasteQuestionProps) {
  const [chosen, choose] = usePreference('paste-pace', 'at once');
  const pace = isPace(chosen) ? chosen : 'at once';
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/).length;
  const count = lines === 1 ? 'a line with a line break' : `${lines} lines`;
  return (
    <Confirm
      title={`Paste ${count}?`}
      verb="Paste"
      keep="Cancel"
      onConfirm={() => onPaste(pace)}
      onClose={onClose}
    >
      <p>A shell runs each line as soon as it arrives.</p>
      <pre className="max-h-48 overflow-auto rounded-md border border-line bg-terminal p-2 text-xs">
        {text}
      </pre>
      <div className="flex flex-wrap items-center gap-2 text-xs text-ink-2">
        Characters:
        <Segmented label="Speed" options={SPEEDS} chosen={pace} onChoose={choose} />
      </div>
      {pace === 'at once' && (
        <p className="text-xs text-ink-3">
          Firmware and login prompts may lose some of a text that comes at once.
        </p>
      )}
    </Confirm>
  );
}
