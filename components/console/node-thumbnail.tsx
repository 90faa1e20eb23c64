'use client';
import type { Node } from '../../lib/contract/node.ts';
import { useThumbnail } from '../data/screens.ts';

interface NodeThumbnailProps {
  readonly node: Pick<Node, 'id' | 'name' | 'state'>;
  /** Its size. */
  readonly className: string;
}

/**
 * What a node's display shows, a few seconds old: a picture that the server has taken anyway, so that it costs no viewer and no
 * connection to the machine.
 */
export function NodeThumbnail({ node: { id, name, state }, className }: NodeThumbnailProps) {
  const address = useThumbnail(id);
  const frame = `overflow-hidden rounded-sm border border-line ${className}`;
  if (address === null)
    return (
      <span className={`flex items-center justify-center bg-sunken text-center text-xs text-ink-3 ${frame}`}>
        {state === 'running' ? 'no picture yet' : 'off'}
      </span>
    );
  return <img src={address} alt={`Display of ${name}`} className={`bg-black object-contain ${frame}`} />;
}
