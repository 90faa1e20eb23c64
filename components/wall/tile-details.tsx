'use client';
import ExternalLink from 'lucide-react/icons/external-link';
import Minimize from 'lucide-react/icons/minimize-2';
import type { Node } from '../../lib/contract/node.ts';
import type { Mask } from '../../lib/domain/masking.ts';
import { type BootWay, stageExplanation } from '../../lib/domain/stage-explanations.ts';
import { isStage } from '../../lib/domain/stages.ts';
import { IconButton } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';

interface TileDetailsProps {
  readonly node: Node;
  readonly mask: Mask;
  readonly way: BootWay;
  /** Null for those who see the wall only. */
  readonly href: string | null;
  readonly onClose: () => void;
}

/** What an enlarged tile says: what happens in the stage, what to do about a failure, and where to go on. */
export function TileDetails({ node, mask, way, href, onClose }: TileDetailsProps) {
  const stage = node.failure?.stage ?? (isStage(node.stage) ? node.stage : null);
  return (
    <div className="relative z-20 flex items-start gap-3 border-t border-line px-2 py-1.5">
      <div className="flex min-w-0 flex-col gap-1">
        {node.failure !== null && (
          <p>
            <span className="font-semibold">Next:</span> {mask(node.failure.fix)}
          </p>
        )}
        {stage !== null && <p className="text-ink-2">{stageExplanation(stage, way)}</p>}
      </div>
      <span className="ml-auto flex shrink-0 items-center gap-1">
        {href !== null && (
          <Link
            href={href}
            className="inline-flex items-center gap-1 rounded-md px-2 py-1 whitespace-nowrap text-accent hover:underline"
          >
            <ExternalLink aria-hidden size={13} /> Open node
          </Link>
        )}
        <IconButton label="Make the tile small again (Esc)" onPress={onClose}>
          <Minimize size={14} />
        </IconButton>
      </span>
    </div>
  );
}
