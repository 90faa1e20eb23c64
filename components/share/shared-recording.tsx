'use client';
import dynamic from 'next/dynamic';
import Download from 'lucide-react/icons/download';
import { useMaySave } from '../data/guest.ts';
import { useNode } from '../data/hooks.ts';
import { replayDownloads } from '../data/recordings.ts';
import { FailureBanner } from '../timeline/failure-banner.tsx';
import { absolute } from '../../lib/domain/format.ts';
import { useSearch } from '../ui/search.ts';

const Replay = dynamic(async () => (await import('../replay/replay.tsx')).Replay, {
  ssr: false,
  loading: () => <div className="min-h-0 flex-1 bg-terminal" />,
});

/** One boot, played again. It leads back to no machine. */
export function SharedRecording({ node: id, boot }: { readonly node: string; readonly boot: number }) {
  const { data: node } = useNode(id);
  const [at] = useSearch('t');
  const shown = node?.boots.find(({ number }) => number === boot);
  return (
    <div className="flex min-h-[520px] flex-1 flex-col">
      <div className="flex min-h-10 flex-wrap items-center gap-x-4 border-b border-line bg-panel px-4 py-1">
        <h1 className="font-mono text-base font-semibold">{node?.name ?? ''}</h1>
        <span className="text-ink-2">
          Boot {boot}
          {shown && `, ${absolute(shown.startedAt)}`}
        </span>
        <Save node={id} boot={boot} />
      </div>
      {shown?.failure && (
        <FailureBanner failure={shown.failure} onEvidence={() => undefined} actions={null} />
      )}
      <Replay
        node={id}
        boot={boot}
        port={0}
        start={{ seconds: /^\d+(?:\.\d+)?$/.test(at) ? Number(at) : null, stage: null, asked: 0 }}
      />
    </div>
  );
}

function Save({ node, boot }: { readonly node: string; readonly boot: number }) {
  if (!useMaySave()) return null;
  return (
    <a
      href={replayDownloads(node, boot).page}
      download
      className="ml-auto inline-flex items-center gap-1.5 text-xs text-ink-2 hover:text-ink"
    >
      <Download size={14} /> Save as a page
    </a>
  );
}
