'use client';
import { useMemo } from 'react';
import Maximize from 'lucide-react/icons/maximize';
import Minimize from 'lucide-react/icons/minimize';
import type { Node } from '../../lib/contract/node.ts';
import { isOnWall } from '../../lib/report/wall-order.ts';
import { useNodes } from '../data/hooks.ts';
import { useTailFeed } from '../data/tail-feed.ts';
import { IconButton } from '../ui/button.tsx';
import { useSearch } from '../ui/search.ts';
import { switchFullscreen } from '../wall/big-screen.ts';
import { BootWall, type WallSource } from '../wall/boot-wall.tsx';
import { WallCounts } from '../wall/wall-counts.tsx';
import { EmptyWall, WaitingWall } from '../wall/wall-empty.tsx';
import { useSignedInSource } from '../wall/wall-source.ts';
import { SharedNode } from './shared-node.tsx';

/** What a tile of a large screen has room for. */
const LINES = 24;
const NO_NODES: readonly Node[] = [];
const nowhere = (): null => null;

/** All boots of a wall; one of them is opened in place, and no tile leads to the console's own pages. */
export function SharedWall() {
  const { data: nodes } = useNodes();
  const [chosen, choose] = useSearch('open');
  const [big, setBig] = useSearch('big');
  const [enlarged, setEnlarged] = useSearch('node');
  const feed = useTailFeed(LINES);
  const on = useMemo(() => (nodes ?? NO_NODES).filter(isOnWall), [nodes]);
  const signedIn = useSignedInSource({ nodes: on, feed });
  const source = useMemo<WallSource>(() => ({ ...signedIn, hrefOf: nowhere }), [signedIn]);
  if (!nodes) return <WaitingWall />;
  if (nodes.some(({ id }) => id === chosen))
    return <SharedNode key={chosen} id={chosen} onBack={() => choose('')} />;
  const isBig = big === '1';
  const change = (): void => {
    setBig(isBig ? '' : '1');
    switchFullscreen(!isBig);
  };
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-wrap items-center gap-3 border-b border-line bg-panel px-4 py-1">
        <h1 className="text-lg font-semibold">Wall</h1>
        <WallCounts source={source} />
        <span className="ml-auto">
          <IconButton label={isBig ? 'Leave the big screen' : 'Big screen'} active={isBig} onPress={change}>
            {isBig ? <Minimize size={15} /> : <Maximize size={15} />}
          </IconButton>
        </span>
      </div>
      {on.length === 0 ? (
        <EmptyWall isLimited={false} onClear={() => undefined} />
      ) : (
        <div className={isBig ? 'min-h-0 flex-1' : ''}>
          <BootWall
            source={source}
            isBig={isBig}
            enlarged={enlarged}
            onEnlarge={setEnlarged}
            onOpen={({ id }) => choose(id)}
          />
        </div>
      )}
    </div>
  );
}
