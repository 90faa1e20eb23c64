import { useEffect, useRef, useState } from 'react';
import { ScreenSession, type ScreenState } from './screen-session.ts';

export interface ScreenLink {
  readonly state: ScreenState;
  readonly reason: string;
}

const NO_LINK: ScreenLink = { state: 'connecting', reason: '' };

interface Screen {
  readonly node: string;
  readonly running: boolean;
  /** Whether the host does not answer. An open screen stays, because QEMU itself draws it; no new one can be opened. */
  readonly away: boolean;
  readonly mode: 'read' | 'write';
  readonly scale: boolean;
  readonly compression: 'little' | 'much';
}

/** The screen in an element, while one is available. */
export function useScreen({ node, running, away, mode, scale, compression }: Screen) {
  const target = useRef<HTMLDivElement>(null);
  const [session, setSession] = useState<ScreenSession | null>(null);
  const [link, setLink] = useState(NO_LINK);
  /** What the guest has copied last. */
  const [copied, setCopied] = useState('');
  const on = running && (!away || link.state === 'open');
  useEffect(() => {
    if (!on || !target.current) return undefined;
    const opened = new ScreenSession({
      ...{ node, mode, target: target.current, onClipboard: setCopied },
      onState: (state, reason) => setLink({ state, reason }),
    });
    setSession(opened);
    return () => {
      opened.dispose();
      setSession(null);
      setLink(NO_LINK);
    };
  }, [node, on, mode]);
  useEffect(() => session?.setScale(scale), [session, scale]);
  useEffect(() => session?.setCompression(compression), [session, compression]);
  return { target, session: link.state === 'open' ? session : null, link, on, copied };
}
