'use client';
import { isExitChord, ExitTarget, ExitHint } from './terminal-exit.tsx';
import { PaneBar } from './panes.tsx';
import '@xterm/xterm/css/xterm.css';
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore, type ReactNode } from 'react';
import ArrowDown from 'lucide-react/icons/arrow-down-to-line';
import Copy from 'lucide-react/icons/copy';
import Download from 'lucide-react/icons/download';
import Keyboard from 'lucide-react/icons/keyboard';
import KeyboardOff from 'lucide-react/icons/keyboard-off';
import Search from 'lucide-react/icons/search';
import type { InputRefusal } from '../../lib/contract/node.ts';
import { useMaySave } from '../data/guest.ts';
import { logAddress } from '../data/hooks.ts';
import { usePreference } from '../data/preference.ts';
import { shownTheme, useShownTheme } from '../data/theme.ts';
import { IconButton } from '../ui/button.tsx';
import { clipboardKey, copySelection, usePasteQuestion } from './clipboard-keys.ts';
import { DriverBar } from './driver-bar.tsx';
import { EarlierOutput } from './earlier-output.tsx';
import { FontSizeButton, useFontSize } from './font-size.tsx';
import { InputRefused } from './input-refused.tsx';
import { PasteQuestion } from './paste-question.tsx';
import { copyText } from '../ui/clipboard.ts';
import { toast } from '../ui/toast-queue.ts';
import { ReadAloud, SCREEN_READER } from './read-aloud.tsx';
import { SearchBar } from './search-bar.tsx';
import { SerialStatus, Silence } from './serial-status.tsx';
import type { SerialView, SerialSource } from './serial-view.ts';
import { borrowView, returnView } from './views.ts';

export interface Reveal {
  readonly port: number;
  readonly offset: number;
  readonly line: string;
  /** A counter, so that the same source can be requested again. */
  readonly turn: number;
}

interface SerialPaneProps {
  readonly source: SerialSource;
  readonly nodeName: string;
  readonly bootNumber: number | null;
  /** The position in the log to show. */
  readonly reveal: Reveal | null;
  readonly mayWrite: boolean;
  /** What the node waits for; null when it waits for nothing. */
  readonly waiting?: string | null;
  /** Why nothing can be typed into the port; absent while it can. */
  readonly refusal?: InputRefusal | undefined;
  /** Whether its output is kept in a log, which can be downloaded. */
  readonly kept?: boolean;
  /** The start of the pane's bar: the choice of port. */
  readonly title: ReactNode;
  /** The end of the pane's bar. */
  readonly extra?: ReactNode;
}

/** Borrows the port's view and shows it in an element, as large as the element is. */
function useView(source: SerialSource, box: React.RefObject<HTMLDivElement | null>): SerialView | null {
  const theme = useShownTheme();
  const [readAloud] = usePreference(SCREEN_READER, 'off');
  const [, , pixels] = useFontSize();
  const [view, setView] = useState<SerialView | null>(null);
  const { node, port, boot, mode } = source;
  useEffect(() => {
    const parent = box.current;
    if (!parent) return undefined;
    const wanted: SerialSource = { node, port, boot, mode };
    let borrowed: SerialView | undefined;
    let left = false;
    // The width of a character is measured once: the font has to be loaded.
    const font = document.fonts.load('13px "JetBrains Mono Variable"').catch(() => undefined);
    const widths = import('@xterm/addon-unicode-graphemes');
    void Promise.all([widths, font]).then(([{ UnicodeGraphemesAddon }]) => {
      if (left) return;
      borrowed = borrowView(wanted, shownTheme(), () => new UnicodeGraphemesAddon());
      borrowed.attach(parent);
      setView(borrowed);
    });
    const resized = new ResizeObserver(() => borrowed?.fit());
    resized.observe(parent);
    return () => {
      left = true;
      resized.disconnect();
      if (!borrowed) return;
      borrowed.detach();
      returnView(wanted);
      setView(null);
    };
  }, [node, port, boot, mode, box]);
  useEffect(() => view?.setTheme(theme), [view, theme]);
  useEffect(() => view?.setReadAloud(readAloud === 'on'), [view, readAloud]);
  useEffect(() => view?.setFontSize(pixels), [view, pixels]);
  return view;
}

function useFollowing(view: SerialView | null): boolean {
  return useSyncExternalStore(
    (listener) => {
      if (!view) return () => undefined;
      const watched = [view.terminal.onScroll(listener), view.terminal.onWriteParsed(listener)];
      const dom = view.terminal.element;
      dom?.addEventListener('wheel', listener, { passive: true });
      return () => {
        for (const one of watched) one.dispose();
        dom?.removeEventListener('wheel', listener);
      };
    },
    () => view?.following ?? true,
    () => true,
  );
}

/** Every key goes to the guest except clipboard keys, Ctrl-F, and the chord that moves to the element returned. */
function useOwnKeys(
  view: SerialView | null,
  search: () => void,
): React.RefObject<HTMLParagraphElement | null> {
  const exit = useRef<HTMLParagraphElement>(null);
  const onSearch = useEffectEvent(search);
  useEffect(() => {
    view?.terminal.attachCustomKeyEventHandler((event) => {
      if (event.type !== 'keydown') return true;
      const meant = clipboardKey(event, view.terminal.hasSelection());
      // The browser raises a separate paste event.
      if (meant === 'paste') return false;
      if (meant === 'copy') copySelection(view);
      else if (isExitChord(event)) exit.current?.focus();
      else if (event.ctrlKey && event.key.toLowerCase() === 'f') onSearch();
      else return true;
      event.preventDefault();
      return false;
    });
  }, [view]);
  return exit;
}

export function SerialPane(props: SerialPaneProps) {
  const { source, bootNumber, reveal, mayWrite, waiting = null, refusal, title, extra, kept = true } = props;
  const box = useRef<HTMLDivElement>(null);
  const maySave = useMaySave();
  const view = useView(source, box);
  const following = useFollowing(view);
  const never = bootNumber === null;
  const [searching, setSearching] = useState(false);
  useEffect(() => {
    if (view && reveal?.port === source.port) view.reveal(reveal.offset, reveal.line);
  }, [view, reveal, source.port]);
  const leave = useOwnKeys(view, () => setSearching(true));
  const question = usePasteQuestion(view, box);
  return (
    <section
      aria-label={`Serial console ttyS${source.port}`}
      className="group/pane flex h-full min-h-0 flex-col bg-terminal"
    >
      <PaneBar title={title}>
        {view && <SerialStatus session={view.session} never={never} />}
        <ExitHint />
        <span className="ml-auto" />
        <FontSizeButton />
        <IconButton label="Search (Ctrl-F)" active={searching} onPress={() => setSearching(!searching)}>
          <Search size={14} />
        </IconButton>
        <IconButton
          label="Copy selection or everything"
          isDisabled={!view}
          onPress={() => view && copy(view)}
        >
          <Copy size={14} />
        </IconButton>
        {kept && maySave && <LogLink source={source} nodeName={props.nodeName} bootNumber={bootNumber} />}
        {source.boot === null && view && mayWrite && !refusal && <WriteSwitch view={view} />}
        {extra}
      </PaneBar>
      {source.boot === null && <DriverBar node={source.node} console={`ttyS${source.port}`} />}
      {view && mayWrite && refusal && <InputRefused view={view} refusal={refusal} />}
      {searching && view && <SearchBar view={view} onClose={() => setSearching(false)} />}
      <div className="relative min-h-0 flex-1">
        <ReadAloud />
        <div ref={box} className="absolute inset-0 overflow-hidden" />
        <ExitTarget ref={leave} />
        {view && <Silence view={view} never={never} waiting={waiting} />}
        {view && <EarlierOutput view={view} />}
        {!following && view && <Paused view={view} />}
        {question.pending !== null && (
          <PasteQuestion text={question.pending} onPaste={question.paste} onClose={question.close} />
        )}
      </div>
    </section>
  );
}

function Paused({ view }: { readonly view: SerialView }) {
  return (
    <button
      type="button"
      onClick={() => view.terminal.scrollToBottom()}
      className="animate-rise absolute right-4 bottom-3 flex items-center gap-1.5 rounded-full border border-line-strong bg-raised px-3 py-1 text-xs shadow-float hover:bg-hover"
    >
      <ArrowDown size={13} /> Scroll to the newest line
    </button>
  );
}

function copy(view: SerialView): void {
  const { terminal } = view;
  const chosen = terminal.getSelection();
  if (chosen === '') terminal.selectAll();
  const text = terminal.getSelection();
  if (chosen === '') terminal.clearSelection();
  void copyText(text).then((copied) => {
    if (copied) toast('good', chosen === '' ? 'Console copied' : 'Selection copied');
  });
}

function LogLink({
  source: { node, port },
  nodeName,
  bootNumber,
}: Pick<SerialPaneProps, 'source' | 'nodeName' | 'bootNumber'>) {
  if (bootNumber === null) return null;
  return (
    <DownloadLink
      address={logAddress(node, bootNumber, port)}
      name={`${nodeName}-boot${bootNumber}-ttyS${port}.log`}
    />
  );
}

const DownloadLink = ({ address, name }: { readonly address: string; readonly name: string }) => (
  <a
    href={address}
    download={name}
    aria-label="Download the log"
    title="Download the log"
    className="inline-flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink"
  >
    <Download size={14} />
  </a>
);

function WriteSwitch({ view }: { readonly view: SerialView }) {
  const { mode } = useSyncExternalStore(view.session.subscribe, view.session.snapshot, view.session.snapshot);
  const reading = mode === 'read';
  return (
    <IconButton
      label={reading ? 'Read-only: allow typing' : 'Typing enabled: make read-only'}
      active={!reading}
      onPress={() => view.session.setMode(reading ? 'write' : 'read')}
    >
      {reading ? <KeyboardOff size={14} /> : <Keyboard size={14} />}
    </IconButton>
  );
}
