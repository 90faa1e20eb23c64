'use client';
import { useCallback, useEffect, useEffectEvent, useMemo } from 'react';
import { useRouter } from 'next/navigation';
import Maximize from 'lucide-react/icons/maximize';
import Minimize from 'lucide-react/icons/minimize';
import Monitor from 'lucide-react/icons/monitor';
import type { Node } from '../../lib/contract/node.ts';
import { fitsWall, isUnderWay } from '../../lib/report/wall-filter.ts';
import { isOnWall } from '../../lib/report/wall-order.ts';
import { useNodes, useRuns } from '../data/hooks.ts';
import { useTailFeed } from '../data/tail-feed.ts';
import { DemoButton } from '../demo/demo-button.tsx';
import { IconButton } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { useSearch } from '../ui/search.ts';
import { ShareButton } from '../share/share-button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { useTitle } from '../ui/title.ts';
import { switchFullscreen, useBigScreen } from './big-screen.ts';
import { BootWall, type WallSource } from './boot-wall.tsx';
import { FilterChips } from './filter-chips.tsx';
import { useWallAddress } from './use-wall-address.ts';
import { WallCounts } from './wall-counts.tsx';
import { EmptyWall, WaitingWall } from './wall-empty.tsx';
import { useSignedInSource } from './wall-source.ts';

/** What a tile of a large screen has room for. */
const LINES = 24;
const NO_NODES: readonly Node[] = [];

const SHOWN = [
  { id: 'on', label: 'All that are on' },
  { id: 'booting', label: 'Only booting' },
] as const;

/** The big screen, also by the key `b` from anywhere but a field. */
function useBig() {
  const [big, setBig] = useSearch('big');
  const isBig = big === '1';
  const leave = useCallback(() => setBig(''), [setBig]);
  useBigScreen(isBig, leave);
  const change = (): void => {
    setBig(isBig ? '' : '1');
    switchFullscreen(!isBig);
  };
  const onKey = useEffectEvent(({ key, ctrlKey, metaKey, altKey, target }: KeyboardEvent): void => {
    if (key !== 'b' || ctrlKey || metaKey || altKey) return;
    if (target instanceof Element && target.closest('input, textarea, select, [role=menu]') !== null) return;
    change();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
  return { isBig, change };
}

/** Every live boot at once. */
export function WallPage() {
  const { data: nodes, error, refetch } = useNodes();
  const address = useWallAddress();
  const big = useBig();
  const feed = useTailFeed(LINES);
  const { filter, onlyBooting, clear } = address;
  const all = useMemo(() => (nodes ?? NO_NODES).filter(isOnWall), [nodes]);
  const limited = useMemo(
    () => all.filter((node) => fitsWall(node, filter) && (!onlyBooting || isUnderWay(node))),
    [all, filter, onlyBooting],
  );
  const source = useSignedInSource({
    ...{ nodes: limited, feed },
    screens: address.showsScreens ? 'always' : 'auto',
  });
  useTitle('Wall');
  return (
    <Page
      fills={big.isBig}
      title="Wall"
      aside={<WallCounts source={source} />}
      action={<WallActions all={all} address={address} big={big} />}
    >
      {error && !nodes ? (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      ) : !nodes ? (
        <WaitingWall />
      ) : limited.length === 0 ? (
        <EmptyWall isLimited={all.length > 0} onClear={clear} />
      ) : (
        <Shown source={source} isBig={big.isBig} />
      )}
    </Page>
  );
}

interface WallActionsProps {
  readonly all: readonly Node[];
  readonly address: ReturnType<typeof useWallAddress>;
  readonly big: ReturnType<typeof useBig>;
}

function WallActions({ all, address, big: { isBig, change } }: WallActionsProps) {
  const { data: runs } = useRuns();
  return (
    <span className="flex flex-wrap items-center justify-end gap-2">
      <DemoButton />
      <Segmented
        label="Which boots"
        options={SHOWN}
        chosen={address.onlyBooting ? 'booting' : 'on'}
        onChoose={(id) => address.showOnlyBooting(id === 'booting')}
      />
      <IconButton
        label={address.showsScreens ? 'Show what they print' : 'Show displays'}
        active={address.showsScreens}
        onPress={() => address.showScreens(!address.showsScreens)}
      >
        <Monitor size={15} />
      </IconButton>
      <FilterChips
        nodes={all}
        filter={address.filter}
        onChange={address.change}
        runName={(id) => runs?.find((run) => run.id === id)?.name ?? 'Run'}
      />
      {!isBig && (
        <ShareButton subjects={[{ label: 'Wall', what: { kind: 'wall', filter: address.filter } }]} />
      )}
      <IconButton
        label={isBig ? 'Leave the big screen (b)' : 'Big screen (b)'}
        active={isBig}
        onPress={change}
      >
        {isBig ? <Minimize size={15} /> : <Maximize size={15} />}
      </IconButton>
    </span>
  );
}

function Shown({ source, isBig }: { readonly source: WallSource; readonly isBig: boolean }) {
  const router = useRouter();
  const [enlarged, setEnlarged] = useSearch('node');
  return (
    <div className={isBig ? 'min-h-0 flex-1' : ''}>
      <BootWall
        source={source}
        isBig={isBig}
        enlarged={enlarged}
        onEnlarge={setEnlarged}
        onOpen={(node) => router.push(`/nodes/${node.id}`)}
      />
      {!isBig && (
        <p className="px-4 pb-3 text-xs text-ink-3 max-sm:hidden">
          Arrow keys walk · Enter enlarges · Esc makes small · <kbd>o</kbd> opens the node · <kbd>b</kbd> big
          screen
        </p>
      )}
    </div>
  );
}
