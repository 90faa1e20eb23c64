import { useEffect, useRef, useState } from 'react';

/** After the last key. */
const TYPED_MS = 350;

/** What is typed, until it is the search: a moment after the last key, or at Enter. */
export function useTyped(value: string, search: (text: string) => void) {
  const [text, setText] = useState(value);
  const [before, setBefore] = useState(value);
  const [sent, setSent] = useState<string | null>(null);
  const timer = useRef<number>(undefined);
  if (value !== before) {
    setBefore(value);
    setSent(null);
    // Changed elsewhere: by a filter, an example, the address. What was sent from here may have been typed on since.
    if (value !== sent) setText(value);
  }
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const submit = (typed: string): void => {
    window.clearTimeout(timer.current);
    setSent(typed);
    search(typed);
  };
  const type = (typed: string): void => {
    setText(typed);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => submit(typed), typed === '' ? 0 : TYPED_MS);
  };
  return { text, type, submit };
}
