'use client';
import { useState } from 'react';
import Projector from 'lucide-react/icons/projector';
import type { Presentation } from '../../lib/contract/presentation.ts';
import { changePresenter } from '../data/presenter.ts';
import { Button } from '../ui/button.tsx';
import { LaserDot } from './laser-dot.tsx';
import { BAR } from './presenter-bar.tsx';
import { useFollowed } from './use-followed.ts';

/** Offers to follow whoever presents, by name; while one follows, says so. */
export function FollowBar() {
  const { offered, followed } = useFollowed();
  const [declined, setDeclined] = useState<readonly string[]>([]);
  const offer = offered.find(({ id }) => !declined.includes(id));
  if (followed !== null) return <Following presentation={followed} />;
  if (offer === undefined) return null;
  return (
    <section aria-label="Presentation" data-presentation-bar className={BAR}>
      <Projector aria-hidden size={15} className="shrink-0 text-accent" />
      <span className="truncate px-1">{offer.by} is presenting</span>
      <Button kind="primary" className="h-7" onPress={() => changePresenter({ followed: offer.id })}>
        Follow
      </Button>
      <Button kind="quiet" className="h-7" onPress={() => setDeclined([...declined, offer.id])}>
        Not now
      </Button>
    </section>
  );
}

const Following = ({ presentation: { by, view } }: { readonly presentation: Presentation }) => (
  <>
    <section aria-label="Presentation" data-presentation-bar className={BAR}>
      <Projector aria-hidden size={15} className="shrink-0 text-accent" />
      <span className="truncate px-1">Following {by}</span>
      <Button className="h-7" onPress={() => changePresenter({ followed: null })}>
        Stop following
      </Button>
    </section>
    {view.pointer !== null && <LaserDot {...view.pointer} />}
  </>
);
