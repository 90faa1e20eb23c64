'use client';
import { useState } from 'react';
import type { Stroke } from '../../lib/domain/keyboard/layout.ts';
import { strokesFor } from '../../lib/domain/keyboard/strokes.ts';
import { duration } from '../../lib/domain/format.ts';
import { usePreference } from '../data/preference.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { KeyboardLayoutField, useKeyboardLayout } from './keyboard-choice.tsx';

/** Milliseconds between two keys. Linux keeps up with 20; firmware polls its keyboard. */
const PACES = { normal: 20, slow: 80 } as const;

interface TypeTextProps {
  readonly onType: (strokes: readonly Stroke[], pace: number) => void;
  readonly onClose: () => void;
}

const SHOWN = 12;

function complaint(unknown: readonly string[], layout: string): string | undefined {
  if (unknown.length === 0) return undefined;
  const named = unknown.slice(0, SHOWN).join(' ');
  const more = unknown.length > SHOWN ? ` and ${unknown.length - SHOWN} more` : '';
  return `The layout ${layout} cannot type ${named}${more}. Remove them, or choose the layout that the guest has.`;
}

/** Text to be typed into the guest key by key: where there is no clipboard, such as in firmware and at a login. */
export function TypeTextDialog({ onType, onClose }: TypeTextProps) {
  const [text, setText] = useState('');
  const [layout] = useKeyboardLayout();
  const [speed, setSpeed] = usePreference('typing-speed', 'normal');
  const pace = speed === 'slow' ? PACES.slow : PACES.normal;
  const { strokes, unknown } = strokesFor(text, layout);
  const keys = strokes.flat();
  const enters = keys.filter(({ code }) => code === 'Enter').length;
  return (
    <FormDialog
      title="Type text into the guest"
      verb="Type"
      sending="Typing"
      isSending={false}
      isIncomplete={text === '' || unknown.length > 0}
      error={null}
      onSend={() => {
        onType(keys, pace);
        onClose();
      }}
      onClose={onClose}
    >
      <TextArea
        label="Text"
        rows={6}
        value={text}
        onChange={setText}
        autoFocus
        error={complaint(unknown, layout)}
        hint={
          text === ''
            ? 'It is typed key by key, as if on a keyboard of this layout.'
            : `${keys.length} keys, about ${duration(keys.length * pace)}${enters === 0 ? '' : `; Enter is pressed ${enters === 1 ? 'once' : `${enters} times`}`}.`
        }
      />
      <KeyboardLayoutField />
      <Segmented
        label="Speed"
        options={[
          { id: 'normal', label: 'Normal' },
          { id: 'slow', label: 'Slow, for firmware' },
        ]}
        chosen={speed === 'slow' ? 'slow' : 'normal'}
        onChoose={setSpeed}
      />
    </FormDialog>
  );
}
