'use client';
import type { ReactNode } from 'react';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import EyeOff from 'lucide-react/icons/eye-off';
import Keyboard from 'lucide-react/icons/keyboard';
import Radio from 'lucide-react/icons/radio';
import Snowflake from 'lucide-react/icons/snowflake';
import X from 'lucide-react/icons/x';
import type { Node } from '../../lib/contract/node.ts';
import { statusTitle } from '../../lib/report/node-status.ts';
import { waitsFor } from '../../lib/report/progress.ts';
import type { Presenter } from '../data/presenter.ts';
import { IconButton } from '../ui/button.tsx';

export interface PresenterActs {
  readonly go: (by: 1 | -1) => void;
  readonly freeze: () => void;
  readonly mask: () => void;
  readonly share: () => void;
  readonly help: () => void;
  readonly stop: () => void;
}

interface PresenterBarProps {
  readonly presenter: Presenter;
  readonly node: Node | undefined;
  readonly acts: PresenterActs;
}

export const BAR =
  'fixed bottom-3 left-1/2 z-40 flex max-w-[96vw] -translate-x-1/2 items-center gap-1 rounded-lg border border-line-strong bg-raised px-2 py-1 text-sm shadow-float';

/** Where the boot is, in a sentence. */
function story(node: Node): string {
  const waiting = waitsFor(node);
  return waiting === null ? statusTitle(node) : `${statusTitle(node)}, waiting for ${waiting}`;
}

/** What the presenter has at hand. */
export function PresenterBar({ presenter, node, acts }: PresenterBarProps) {
  const { isFrozen, isMasked, shown } = presenter;
  const toggle = (label: string, active: boolean, onPress: () => void, icon: ReactNode) => (
    <IconButton label={label} active={active} aria-pressed={active} onPress={onPress}>
      {icon}
    </IconButton>
  );
  return (
    <section aria-label="Presenting" data-presentation-bar className={BAR}>
      <IconButton label="Node before (p)" onPress={() => acts.go(-1)}>
        <ChevronLeft size={16} />
      </IconButton>
      <IconButton label="Next node (n)" onPress={() => acts.go(1)}>
        <ChevronRight size={16} />
      </IconButton>
      <span className="min-w-0 truncate px-1 max-sm:hidden">
        {node ? (
          <>
            <span className="font-mono font-medium">{node.name}</span>: {story(node)}
          </>
        ) : (
          'Presenting'
        )}
      </span>
      {isFrozen && (
        <button
          type="button"
          onClick={acts.freeze}
          className="rounded-md bg-accent px-2 py-0.5 font-medium text-accent-ink"
        >
          Live
        </button>
      )}
      {toggle('Freeze (f)', isFrozen, acts.freeze, <Snowflake size={16} />)}
      {toggle('Hide what is secret (m)', isMasked, acts.mask, <EyeOff size={16} />)}
      {toggle('Let others follow', shown !== null, acts.share, <Radio size={16} />)}
      <IconButton label="Keys (?)" onPress={acts.help}>
        <Keyboard size={16} />
      </IconButton>
      <IconButton label="Stop presenting" onPress={acts.stop}>
        <X size={16} />
      </IconButton>
    </section>
  );
}
