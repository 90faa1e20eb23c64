'use client';
import Ellipsis from 'lucide-react/icons/ellipsis';
import { usePreference } from '../data/preference.ts';
import { IconButton } from '../ui/button.tsx';
import { copyText } from '../ui/clipboard.ts';
import { Menu } from '../ui/menu.tsx';
import { toast } from '../ui/toast-queue.ts';
import type { ScreenSession } from './screen-session.ts';

interface ScreenMenuProps {
  readonly session: ScreenSession | null;
  readonly name: string;
  /** Why nothing can be typed; null: it can. */
  readonly refusal: string | null;
  /** What the guest has copied last. */
  readonly copied: string;
  readonly onType: () => void;
  /** The address of a window of its own; null: it is in one. */
  readonly popOut: string | null;
}

/** Whether the network is slow. */
export function useCompression(): readonly ['little' | 'much', (amount: string) => void] {
  const [amount, set] = usePreference('screen-compression', 'little');
  return [amount === 'much' ? 'much' : 'little', set];
}

async function save(session: ScreenSession, name: string): Promise<void> {
  const picture = await session.picture();
  if (picture === null) return;
  const address = URL.createObjectURL(picture);
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name}.png`;
  link.click();
  URL.revokeObjectURL(address);
}

async function copy(session: ScreenSession): Promise<void> {
  const picture = await session.picture();
  if (picture === null) return;
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture })]);
    toast('good', 'Picture copied');
  } catch {
    toast('warn', 'Copying was blocked by the browser', 'Save the picture instead.');
  }
}

async function paste(session: ScreenSession): Promise<void> {
  try {
    session.sendClipboard(await navigator.clipboard.readText());
    toast(
      'good',
      'The guest has the clipboard',
      'Paste there; without an agent in the guest, nothing happens.',
    );
  } catch {
    toast('warn', 'Reading the clipboard was blocked by the browser', 'Use “Type text” instead.');
  }
}

/** What is done seldom. */
export function ScreenMenu({ session, name, refusal, copied, onType, popOut }: ScreenMenuProps) {
  const [compression, setCompression] = useCompression();
  const off = session === null ? 'no screen' : null;
  const silent = off ?? refusal;
  const entries = [
    { id: 'type', label: 'Type text …', refusal: silent, act: onType },
    { id: 'give', label: 'Send the clipboard', refusal: silent, act: () => session && void paste(session) },
    {
      id: 'take',
      label: 'Copy what the guest copied',
      refusal: copied === '' ? 'nothing yet' : null,
      act: () => void copyText(copied),
    },
    { id: 'copy', label: 'Copy picture', refusal: off, act: () => session && void copy(session) },
    { id: 'save', label: 'Save picture', refusal: off, act: () => session && void save(session, name) },
    {
      id: 'compression',
      label: compression === 'much' ? 'Compress less' : 'Compress more, for slow networks',
      act: () => setCompression(compression === 'much' ? 'little' : 'much'),
    },
    ...(popOut === null
      ? []
      : [
          {
            id: 'window',
            label: 'Open in a window',
            act: () => void window.open(popOut, '_blank', 'popup,width=1100,height=760'),
          },
        ]),
  ];
  return (
    <Menu
      label="Screen"
      trigger={
        <IconButton label="More">
          <Ellipsis size={14} />
        </IconButton>
      }
      entries={entries}
    />
  );
}
