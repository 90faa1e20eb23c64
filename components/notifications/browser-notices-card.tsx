'use client';
import { useState, useSyncExternalStore } from 'react';
import { useRouter } from 'next/navigation';
import { useAllowed } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Card } from '../ui/page.tsx';
import { toast } from '../ui/toast-queue.ts';
import {
  askForPermission,
  browserPermission,
  type BrowserPermission,
  showNotice,
} from './browser-notices.ts';
import { useBrowserNotices } from './use-browser-notices.ts';
import { WEBHOOKS_PATH } from './words.ts';

const REFUSALS: Readonly<Partial<Record<BrowserPermission, string>>> = {
  denied:
    'This browser refuses: notifications of this site were blocked. Allow them beside the address, or in the settings of the browser, and come back.',
  insecure:
    'This browser refuses: it allows notifications only for pages that come by HTTPS or from this machine (localhost).',
  missing: 'This browser has no notifications for pages.',
};

const nothingToWatch = () => () => undefined;

/** Notifications of this browser, and the way to webhooks. */
export function BrowserNoticesCard() {
  const mayTell = useAllowed('webhooks.write');
  const [isOn, turn] = useBrowserNotices();
  const found = useSyncExternalStore(nothingToWatch, browserPermission, () => 'default' as const);
  const [asked, setAsked] = useState<BrowserPermission | null>(null);
  const permission = asked ?? found;
  const refusal = REFUSALS[permission];
  const isShown = isOn && permission === 'granted';
  const turnOn = async (): Promise<void> => {
    const answer = await askForPermission();
    setAsked(answer);
    if (answer === 'granted') turn(true);
  };
  return (
    <Card title="Notifications">
      <p className="mb-3 text-ink-2">
        While a page of the console is open, this browser tells you when a node is ready, fails or takes long,
        and when a run is done.
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {isShown ? (
          <>
            <Button onPress={() => turn(false)}>Turn off in this browser</Button>
            <Trial />
          </>
        ) : (
          <Button isDisabled={refusal !== undefined} onPress={() => void turnOn()}>
            Turn on in this browser
          </Button>
        )}
        {mayTell && (
          <Link href={WEBHOOKS_PATH} className="ml-auto text-accent hover:underline">
            Webhooks: tell programs and chats
          </Link>
        )}
      </div>
      {refusal !== undefined && (
        <p role="status" className="mt-2 text-xs text-warn">
          {refusal}
        </p>
      )}
      {asked === 'default' && (
        <p role="status" className="mt-2 text-xs text-ink-3">
          The browser’s question was not answered. Try again to be asked.
        </p>
      )}
    </Card>
  );
}

const TRIAL = {
  id: 'trial',
  title: 'Notifications work',
  text: 'This is how the console tells you.',
  path: '/settings',
};

function Trial() {
  const router = useRouter();
  return (
    <Button
      onPress={() => {
        const isShown = showNotice(TRIAL, (path) => router.push(path));
        if (!isShown)
          toast('warn', 'The browser showed nothing', 'It allows notifications, but not from pages alone.');
      }}
    >
      Show one
    </Button>
  );
}
