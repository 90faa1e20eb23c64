'use client';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import dynamic from 'next/dynamic';
import { usePathname, useRouter } from 'next/navigation';
import { knownOf, maskKnown } from '../../lib/domain/masking.ts';
import { useNodes } from '../data/hooks.ts';
import { beginPresentation } from '../data/presentations.ts';
import { changePresenter, usePresenter } from '../data/presenter.ts';
import { toastError } from '../ui/toast-queue.ts';
import { FrozenPicture } from './frozen-picture.tsx';
import { LaserDot } from './laser-dot.tsx';
import { maskPage } from './mask-page.ts';
import { neighbour, presentedNodes } from './neighbours.ts';
import { PresenterBar, type PresenterActs } from './presenter-bar.tsx';
import { isTyped, useLaser } from './use-laser.ts';
import { presentView, usePublished } from './use-published.ts';

const KeyHelp = dynamic(async () => (await import('./key-help.tsx')).KeyHelp);

/** Big type, and no navigation. */
function useStage(): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset.presenting = '';
    return () => {
      delete dataset.presenting;
    };
  }, []);
}

function useMasked(isMasked: boolean): void {
  const { data: nodes } = useNodes();
  const known = useMemo(() => [...new Set((nodes ?? []).flatMap(knownOf))].toSorted().join(' '), [nodes]);
  useEffect(
    () => (isMasked ? maskPage(document.body, maskKnown(new Set(known.split(' ')))) : undefined),
    [isMasked, known],
  );
}

/** What a key does; those of a field or a terminal are text. */
function useKeys(does: Readonly<Record<string, () => void>>): void {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    const act = does[event.key];
    if (act === undefined || isTyped(event)) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

/** What whoever presents has: big type, nothing secret, keys, and a bar for them. */
export function PresenterStage() {
  const presenter = usePresenter();
  const router = useRouter();
  const path = usePathname();
  const [isHelping, setIsHelping] = useState(false);
  const { data: nodes = [] } = useNodes();
  const [, kind, id = ''] = path.split('/');
  const address = decodeURIComponent(id);
  const node =
    kind === 'nodes' ? nodes.find((each) => each.id === address || each.name === address) : undefined;
  const pointer = useLaser(true);
  useStage();
  useMasked(presenter.isMasked);
  usePublished(presenter.shown, pointer);
  const acts: PresenterActs = {
    go: (by) => {
      const next = neighbour(presentedNodes(nodes, node), node, by);
      changePresenter({ isFrozen: false });
      if (next !== undefined) router.push(`/nodes/${next.id}`);
    },
    freeze: () => changePresenter({ isFrozen: !presenter.isFrozen }),
    mask: () => changePresenter({ isMasked: !presenter.isMasked }),
    share: () => {
      if (presenter.shown !== null) changePresenter({ shown: null });
      else
        beginPresentation(presentView(null)).then(({ id: shown }) => changePresenter({ shown }), toastError);
    },
    help: () => setIsHelping(true),
    stop: () => changePresenter({ isOn: false, isFrozen: false, shown: null }),
  };
  useKeys({
    ...{ n: () => acts.go(1), p: () => acts.go(-1), f: acts.freeze, m: acts.mask, '?': acts.help },
    w: () => {
      changePresenter({ isFrozen: false });
      router.push('/wall');
    },
  });
  return (
    <>
      {presenter.isFrozen && <FrozenPicture />}
      <PresenterBar presenter={presenter} node={node} acts={acts} />
      {pointer && <LaserDot {...pointer} />}
      {isHelping && <KeyHelp onClose={() => setIsHelping(false)} />}
    </>
  );
}
