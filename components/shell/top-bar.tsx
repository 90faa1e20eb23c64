'use client';
import { isCurrent, NAVIGATION } from './navigation.tsx';
import { classes } from '../ui/style.ts';
import { useEffect, useEffectEvent, useState } from 'react';
import dynamic from 'next/dynamic';
import { usePathname, useRouter } from 'next/navigation';
import Search from 'lucide-react/icons/search';
import LogOut from 'lucide-react/icons/log-out';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useHosts, useLiveState, useLogout, useNode, useRuns, useSession } from '../data/hooks.ts';
import { PresentButton } from '../presenting/present-button.tsx';
import { Link } from '../ui/link.tsx';
import { Menu } from '../ui/menu.tsx';
import { Emblem } from '../ui/emblem.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

const CommandPalette = dynamic(async () => (await import('./command-palette.tsx')).CommandPalette);

/** Breadcrumb, host health, search, theme and user. */
export function TopBar() {
  const [searching, setSearching] = useState(false);
  useSearchKey(() => setSearching(true));
  return (
    <header
      data-shell
      className="flex h-11 shrink-0 items-center gap-1.5 border-b border-line bg-panel pr-2 pl-3"
    >
      <Breadcrumb />
      <div className="ml-auto flex items-center gap-1.5">
        <HostHealth />
        <button
          type="button"
          onClick={() => setSearching(true)}
          className="flex h-7 items-center gap-2 rounded-md border border-line-strong px-2 text-xs text-ink-3 hover:bg-hover"
        >
          <Search size={14} />
          <span className="max-md:sr-only">Search</span>
          <kbd className="rounded-sm bg-sunken px-1 max-md:hidden">Ctrl K</kbd>
        </button>
        <PresentButton />
        <ThemeSwitch />
        <UserMenu />
      </div>
      {searching && <CommandPalette onClose={() => setSearching(false)} />}
    </header>
  );
}

/** Ctrl-K; in a terminal it belongs to the guest. */
function useSearchKey(open: () => void): void {
  const onSearch = useEffectEvent(open);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      if (event.target instanceof Element && event.target.closest('.xterm') !== null) return;
      event.preventDefault();
      onSearch();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function Breadcrumb() {
  const path = usePathname();
  const place = NAVIGATION.find((candidate) => isCurrent(candidate, path));
  const [, kind, id, rule] = path.split('/');
  const leaf =
    kind === 'orphans' || kind === 'compare' || (kind === 'schedules' && id === undefined) ? (
      kind
    ) : id === undefined || id === '' ? null : kind === 'nodes' ? (
      <NodeName id={id} />
    ) : kind === 'runs' ? (
      <RunName id={id} />
    ) : ['hosts', 'orchestrators', 'templates', 'rules'].includes(kind ?? '') && id === 'new' ? (
      'add'
    ) : (
      decodeURIComponent(rule !== undefined && kind === 'rules' ? rule : id)
    );
  return (
    <nav aria-label="Breadcrumb" className="flex min-w-0 items-center gap-1.5">
      <Link href="/" className="mr-1 flex items-center gap-2 font-semibold" aria-label="VEN Console">
        <Emblem />
        <span className="whitespace-nowrap max-lg:hidden">VEN Console</span>
      </Link>
      {place && (
        <>
          <span aria-hidden className="text-ink-3">
            /
          </span>
          <Link
            href={place.path}
            className={classes('hover:text-ink', leaf === null ? 'text-ink' : 'text-ink-2')}
          >
            {place.title}
          </Link>
        </>
      )}
      {leaf !== null && (
        <>
          <span aria-hidden className="text-ink-3">
            /
          </span>
          <span className="truncate font-mono text-xs">{leaf}</span>
        </>
      )}
    </nav>
  );
}

/** Also of a deleted node. */
function NodeName({ id }: { readonly id: string }) {
  const { data: node } = useNode(decodeURIComponent(id));
  return node?.name ?? 'Node';
}

function RunName({ id }: { readonly id: string }) {
  const { data: runs } = useRuns();
  return runs?.find((run) => run.id === decodeURIComponent(id))?.name ?? 'Run';
}

function HostHealth() {
  const { data: hosts } = useHosts();
  const live = useLiveState();
  if (live === 'lost')
    return (
      <span
        role="status"
        className="flex items-center gap-1.5 rounded-md bg-warn-soft px-2 py-1 text-xs text-warn"
      >
        <span className="size-1.5 rounded-full bg-warn" />
        <span className="max-sm:sr-only">Disconnected from the server. Reconnecting …</span>
      </span>
    );
  if (!hosts) return null;
  const away = hosts.filter((host) => host.state !== 'connected');
  const failing = hosts.filter((host) => host.checks.some((check) => check.status === 'fail'));
  const [tone, text] =
    away.length > 0
      ? [
          'bg-bad',
          hosts.length === 1 ? 'Host not connected' : `${away.length} of ${hosts.length} hosts not connected`,
        ]
      : failing.length > 0
        ? [
            'bg-warn',
            hosts.length === 1
              ? 'Host needs attention'
              : `${failing.length} of ${hosts.length} hosts need attention`,
          ]
        : ['bg-good', hosts.length === 1 ? 'Host ready' : `${hosts.length} hosts ready`];
  return (
    <Link
      href="/hosts"
      title={text}
      className="flex h-7 items-center gap-1.5 rounded-md px-2 text-xs text-ink-2 hover:bg-hover hover:text-ink"
    >
      <span aria-hidden className={`size-1.5 rounded-full ${tone}`} />
      <span className="max-sm:sr-only">{text}</span>
    </Link>
  );
}

function UserMenu() {
  const { data: session } = useSession();
  const logout = useLogout();
  const router = useRouter();
  const email = session?.user.email ?? '';
  return (
    <Menu
      label="User"
      trigger={
        <AriaButton
          aria-label={`User menu of ${email}`}
          className="flex size-7 items-center justify-center rounded-full bg-sunken text-xs font-semibold text-ink-2 uppercase hover:bg-hover"
        >
          {email.slice(0, 1)}
        </AriaButton>
      }
      header={
        <div className="border-b border-line px-2 pt-1 pb-2 text-xs text-ink-3">
          <div className="font-medium text-ink">{email}</div>
          {session?.user.role}
        </div>
      }
      entries={[
        {
          id: 'logout',
          label: 'Sign out',
          icon: <LogOut size={14} />,
          act: () => logout.mutate(undefined, { onSettled: () => router.replace('/login') }),
        },
      ]}
    />
  );
}
