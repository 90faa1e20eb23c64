'use client';
import type { ReactNode } from 'react';
import type { Node } from '../../lib/contract/node.ts';
import { useThumbnail } from '../data/screens.ts';

interface TileScreenProps {
  readonly node: Pick<Node, 'id' | 'name'>;
  /** While there is no picture. */
  readonly otherwise: ReactNode;
}

/** What a machine's display shows, in place of what it prints. */
export function TileScreen({ node: { id, name }, otherwise }: TileScreenProps) {
  const address = useThumbnail(id);
  if (address === null) return otherwise;
  return (
    <img
      src={address}
      alt={`Display of ${name}`}
      className="min-h-0 w-full flex-1 border-t border-line bg-black object-contain"
    />
  );
}
