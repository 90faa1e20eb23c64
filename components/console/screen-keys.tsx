'use client';
import { useEffect, useRef, useState } from 'react';
import { strokesFor } from '../../lib/domain/keyboard/strokes.ts';
import { Button } from '../ui/button.tsx';
import { Menu } from '../ui/menu.tsx';
import { toast } from '../ui/toast-queue.ts';
import { useKeyboardLayout } from './keyboard-choice.tsx';
import type { ScreenSession } from './screen-session.ts';

interface KeysProps {
  readonly session: ScreenSession;
}

const MODIFIERS = [
  { code: 'ControlLeft', label: 'Ctrl' },
  { code: 'AltLeft', label: 'Alt' },
  { code: 'ShiftLeft', label: 'Shift' },
  { code: 'MetaLeft', label: 'Super' },
  { code: 'AltRight', label: 'AltGr' },
] as const;

const KEYS = [
  { code: 'Escape', label: 'Esc' },
  { code: 'Tab', label: 'Tab' },
  { code: 'ArrowUp', label: '↑' },
  { code: 'ArrowDown', label: '↓' },
  { code: 'ArrowLeft', label: '←' },
  { code: 'ArrowRight', label: '→' },
  { code: 'Home', label: 'Home' },
  { code: 'End', label: 'End' },
  { code: 'PageUp', label: 'PgUp' },
  { code: 'PageDown', label: 'PgDn' },
  { code: 'Insert', label: 'Ins' },
  { code: 'Delete', label: 'Del' },
  { code: 'PrintScreen', label: 'PrtSc' },
] as const;

const F_KEYS = Array.from({ length: 12 }, (_, index) => `F${index + 1}`);
const CHORD = ['ControlLeft', 'AltLeft'] as const;

/** Modifiers that are held for the next key. */
function useHeld(session: ScreenSession) {
  const [held, setHeld] = useState<readonly string[]>([]);
  const letGo = (): void => {
    for (const code of held) session.hold(code, false);
    setHeld([]);
  };
  const toggle = (code: string): void => {
    const isHeld = held.includes(code);
    session.hold(code, !isHeld);
    setHeld(isHeld ? held.filter((each) => each !== code) : [...held, code]);
  };
  const press = (...codes: readonly string[]): void => {
    session.press(codes);
    letGo();
  };
  useEffect(() => {
    // Also for a key of a real keyboard.
    const released = ({ key }: KeyboardEvent): void => {
      if (held.length > 0 && !MODIFIER_KEYS.has(key)) letGo();
    };
    window.addEventListener('keyup', released, { capture: true });
    return () => window.removeEventListener('keyup', released, { capture: true });
  });
  return { held, toggle, press, letGo };
}

const MODIFIER_KEYS = new Set(['Control', 'Alt', 'Shift', 'Meta', 'AltGraph']);

const KEY = 'h-7 min-w-8 px-2 text-xs';

/** Keys that a browser keeps for itself, or that a phone does not have. It scrolls where there is no room. */
export function ScreenKeys({ session }: KeysProps) {
  const { held, toggle, press, letGo } = useHeld(session);
  return (
    <div
      role="toolbar"
      aria-label="Keys"
      className="flex shrink-0 gap-1 overflow-x-auto border-b border-line bg-panel px-2 py-1"
    >
      <TypeHere session={session} onTyped={letGo} press={press} />
      {MODIFIERS.map(({ code, label }) => (
        <Button
          key={code}
          aria-pressed={held.includes(code)}
          kind={held.includes(code) ? 'primary' : 'plain'}
          className={KEY}
          onPress={() => toggle(code)}
        >
          {label}
        </Button>
      ))}
      <Button className={KEY} onPress={() => press(...CHORD, 'Delete')}>
        Ctrl-Alt-Del
      </Button>
      <Menu
        label="Consoles of Linux"
        trigger={<Button className={KEY}>Ctrl-Alt-F…</Button>}
        entries={F_KEYS.map((key) => ({
          id: key,
          label: `Ctrl-Alt-${key}`,
          act: () => press(...CHORD, key),
        }))}
      />
      {KEYS.map(({ code, label }) => (
        <Button key={code} aria-label={code} className={KEY} onPress={() => press(code)}>
          {label}
        </Button>
      ))}
      {F_KEYS.map((key) => (
        <Button key={key} className={KEY} onPress={() => press(key)}>
          {key}
        </Button>
      ))}
    </div>
  );
}

interface TypeHereProps extends KeysProps {
  readonly onTyped: () => void;
  readonly press: (...codes: readonly string[]) => void;
}

const EDITING: Readonly<Record<string, string>> = {
  deleteContentBackward: 'Backspace',
  insertLineBreak: 'Enter',
  insertParagraph: 'Enter',
};

/** A field for the keyboard on the screen of a phone: what is typed into it goes to the guest. */
function TypeHere({ session, onTyped, press }: TypeHereProps) {
  const [layout] = useKeyboardLayout();
  const field = useRef<HTMLTextAreaElement>(null);
  const type = (text: string): void => {
    const { strokes, unknown } = strokesFor(text, layout);
    if (unknown.length > 0) toast('warn', `The keyboard layout ${layout} has no ${unknown.join(' ')}`);
    const typing = { pace: 0, signal: new AbortController().signal, onProgress: () => undefined };
    void session.type(strokes.flat(), typing).then(onTyped, () => undefined);
  };
  useEffect(() => {
    const element = field.current;
    // React has no event of what is about to be changed.
    const changing = (event: InputEvent): void => {
      if (event.isComposing) return;
      const key = EDITING[event.inputType];
      if (key !== undefined) press(key);
      else if (event.data !== null) type(event.data);
      event.preventDefault();
    };
    element?.addEventListener('beforeinput', changing);
    return () => element?.removeEventListener('beforeinput', changing);
  });
  return (
    <textarea
      ref={field}
      rows={1}
      aria-label="Type here into the guest"
      placeholder="Type here"
      autoCapitalize="off"
      autoComplete="off"
      autoCorrect="off"
      spellCheck={false}
      defaultValue=""
      onCompositionEnd={(event) => {
        type(event.data);
        event.currentTarget.value = '';
      }}
      className="h-7 w-24 shrink-0 resize-none rounded-md border border-edge bg-panel px-2 py-1 text-xs placeholder:text-ink-3"
    />
  );
}
