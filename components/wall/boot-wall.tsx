'use client';
import { type CSSProperties, useEffect, useMemo, useRef, useState } from 'react';
import type { Node } from '../../lib/contract/node.ts';
import type { Mask } from '../../lib/domain/masking.ts';
import type { BootWay } from '../../lib/domain/stage-explanations.ts';
import { heldOrder, type Placed, type Usual, wallOrder } from '../../lib/report/wall-order.ts';
import type { TailFeed } from '../data/tail-feed.ts';
import { useNow } from '../ui/clock.ts';
import { classes } from '../ui/style.ts';
import { type ScreenChoice, Tile } from './tile.tsx';
import { TileDetails } from './tile-details.tsx';
import { useAttention } from './use-attention.ts';
import { useMoves } from './use-moves.ts';
import { columnsFor, walk } from './walk.ts';

/** What a wall shows, and from where; for a guest it is what was shared with them. */
export interface WallSource {
  readonly nodes: readonly Node[];
  /** How long the stages of such nodes usually take. */
  readonly usualOf: (node: Node) => Usual;
  readonly wayOf: (node: Node) => BootWay;
  readonly feed: TailFeed;
  /** The page of a node; null for those who may not see it. */
  readonly hrefOf: (node: Node) => string | null;
  readonly maskOf: (node: Node) => Mask;
  /** Whether tiles show displays; left out, they do not. */
  readonly screens?: ScreenChoice;
}

interface BootWallProps {
  readonly source: WallSource;
  /** All tiles at once, as large as the screen allows. */
  readonly isBig: boolean;
  /** The tile that is enlarged; empty for none. */
  readonly enlarged: string;
  readonly onEnlarge: (id: string) => void;
  readonly onOpen: (node: Node) => void;
}

const sameOrder = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id, index) => id === other[index]);

/** The order of the tiles: it changes as boots do, but not under somebody's eyes. */
function useOrder(placed: readonly Placed<Node>[], isHeld: boolean): readonly string[] {
  const wanted = placed.map(({ node }) => node.id);
  const [order, setOrder] = useState<readonly string[]>(wanted);
  const next = isHeld ? heldOrder(order, wanted) : wanted;
  if (!sameOrder(next, order)) setOrder(next);
  return next;
}

/** How many columns fill the box, measured again when it changes. */
function useColumns(count: number, isBig: boolean, box: React.RefObject<HTMLElement | null>): number {
  const [size, setSize] = useState({ width: 1280, height: 800 });
  useEffect(() => {
    const element = box.current;
    if (element === null || !isBig) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry)
        setSize({
          width: entry.contentRect.width,
          height: entry.contentRect.height,
        });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [box, isBig]);
  return columnsFor(count, size.width, size.height);
}

const tileButtons = (list: HTMLElement | null): HTMLButtonElement[] =>
  [...(list?.querySelectorAll('[data-tile]') ?? [])].filter((each) => each instanceof HTMLButtonElement);

interface Keys extends Pick<BootWallProps, 'enlarged' | 'onEnlarge'> {
  readonly list: React.RefObject<HTMLElement | null>;
  readonly onOpen: (id: string) => void;
}

/** Arrows, Home and End walk; Escape makes the enlarged tile small; `o` opens the node. Enter is the tile's own. */
function useKeys({ list, enlarged, onEnlarge, onOpen }: Keys) {
  return (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tiles = tileButtons(list.current);
    const at = tiles.findIndex((tile) => tile === document.activeElement);
    const focused = tiles[at]?.dataset.tile ?? enlarged;
    if (event.key === 'Escape' && enlarged !== '') {
      event.stopPropagation();
      onEnlarge('');
      tiles.find((tile) => tile.dataset.tile === enlarged)?.focus();
      return;
    }
    if (event.key === 'o') onOpen(focused);
    const places = tiles.map((tile) => tile.getBoundingClientRect());
    const next = at === -1 ? null : walk(places, at, event.key);
    if (next === null) return;
    event.preventDefault();
    tiles[next]?.focus();
  };
}

/** Live boots as tiles; whoever needs attention first. Read-only. */
export function BootWall({ source, isBig, enlarged, onEnlarge, onOpen }: BootWallProps) {
  const list = useRef<HTMLUListElement>(null);
  const isHeld = useAttention(list);
  const now = useNow();
  const { nodes, usualOf } = source;
  const placed = useMemo(() => wallOrder(nodes, usualOf, now), [nodes, usualOf, now]);
  const order = useOrder(placed, isHeld);
  const byId = new Map(placed.map((each) => [each.node.id, each]));
  const open = (node: Node | undefined): void => {
    if (node) onOpen(node);
  };
  const columns = useColumns(order.length, isBig, list);
  useMoves(list, `${order.join(' ')} ${enlarged}`);
  const onKeyDown = useKeys({
    list,
    enlarged,
    onEnlarge,
    onOpen: (id) => open(byId.get(id)?.node),
  });
  return (
    <ul
      ref={list}
      aria-label="Boots"
      onKeyDown={onKeyDown}
      className={classes(
        'grid gap-2.5 p-3',
        isBig
          ? 'h-full auto-rows-fr content-stretch'
          : 'auto-rows-[15.5rem] grid-cols-[repeat(auto-fill,minmax(min(100%,19rem),1fr))]',
      )}
      style={isBig ? bigStyle(columns) : SMALL}
    >
      {order.map((id, index) => {
        const each = byId.get(id);
        return (
          each && (
            <li
              key={id}
              data-id={id}
              className={classes(
                '@container min-h-0 min-w-0',
                enlarged === id && 'col-span-full row-span-2 sm:col-span-2',
                columns === 1 && isBig && 'sm:col-span-1',
              )}
            >
              <WallTile
                each={each}
                source={source}
                isFirst={index === 0}
                isEnlarged={enlarged === id}
                onEnlarge={onEnlarge}
              />
            </li>
          )
        );
      })}
    </ul>
  );
}

type WithVariable = CSSProperties & Readonly<Record<'--tile-text', string>>;

const SMALL: WithVariable = { '--tile-text': '0.8125rem' };
/** By the width of a tile: on a wall it is read from the other side of the room. */
const bigStyle = (columns: number): WithVariable => ({
  gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
  '--tile-text': 'clamp(9px, 3.2cqw, 30px)',
});

interface WallTileProps {
  readonly each: Placed<Node>;
  readonly source: WallSource;
  readonly isFirst: boolean;
  readonly isEnlarged: boolean;
  readonly onEnlarge: (id: string) => void;
}

function WallTile({ each: { node, standing }, source, isFirst, isEnlarged, onEnlarge }: WallTileProps) {
  const { maskOf } = source;
  const mask = useMemo(() => maskOf(node), [maskOf, node]);
  const { need, reason } = standing;
  const stable = useMemo(() => ({ need, reason }), [need, reason]);
  return (
    <Tile
      node={node}
      standing={stable}
      usual={source.usualOf(node)}
      feed={source.feed}
      mask={mask}
      screens={source.screens ?? 'never'}
      isFirst={isFirst}
      isEnlarged={isEnlarged}
      onEnlarge={onEnlarge}
      details={
        isEnlarged ? (
          <TileDetails
            node={node}
            mask={mask}
            way={source.wayOf(node)}
            href={source.hrefOf(node)}
            onClose={() => onEnlarge('')}
          />
        ) : null
      }
    />
  );
}
