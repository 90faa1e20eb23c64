'use client';
import ExternalLink from 'lucide-react/icons/external-link';
import { useOrchestrators, useAllowed } from '../../data/hooks.ts';
import { useOwnPage } from '../../data/scenarios.ts';
import { Button } from '../../ui/button.tsx';
import { toastError } from '../../ui/toast-queue.ts';

/** Opens the orchestrator's own user interface. */
export function OpenAtOrchestrator({ name }: { readonly name: string | null }) {
  const { data: orchestrators } = useOrchestrators();
  const mayWrite = useAllowed('scenarios.write');
  const found = orchestrators?.find((one) => one.name === name);
  if (!found) return null;
  if (found.kind === 'simulator') return mayWrite ? <OwnPage name={found.name} /> : null;
  const page = pageOf(found.url);
  return page === null ? null : (
    <a
      href={page}
      target="_blank"
      rel="noreferrer"
      className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-md border border-line-strong bg-panel px-3 text-sm whitespace-nowrap hover:bg-hover"
    >
      <ExternalLink size={13} /> Open at the orchestrator
    </a>
  );
}

function OwnPage({ name }: { readonly name: string }) {
  const open = useOwnPage(name);
  return (
    <Button isDisabled={open.isPending} onPress={() => open.mutate(undefined, { onError: toastError })}>
      <ExternalLink size={13} /> Open at the orchestrator
    </Button>
  );
}

/** An Edge Orchestrator has its API at `api.DOMAIN` and its pages at `web-ui.DOMAIN`. */
function pageOf(url: string | null): string | null {
  if (!url?.startsWith('https://api.')) return null;
  return `${new URL(url.replace(/^https:\/\/api\./, 'https://web-ui.')).origin}/`;
}
