'use client';
import FastForward from 'lucide-react/icons/fast-forward';
import Link from 'lucide-react/icons/link';
import Maximize from 'lucide-react/icons/maximize';
import Monitor from 'lucide-react/icons/monitor';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import Radio from 'lucide-react/icons/radio';
import Search from 'lucide-react/icons/search';
import SkipBack from 'lucide-react/icons/skip-back';
import SkipForward from 'lucide-react/icons/skip-forward';
import { clock } from '../../lib/domain/format.ts';
import { stageTitle } from '../../lib/domain/stages.ts';
import { CompactSelect } from '../ui/compact-select.tsx';
import { isGuestPage } from '../data/guest.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { copyText } from '../ui/clipboard.ts';
import { Segmented } from '../ui/segmented.tsx';
import { classes } from '../ui/style.ts';
import { toast } from '../ui/toast-queue.ts';
import { SPEEDS, type Player } from './player.ts';
import { usePlayerState } from './use-player.ts';

export type Ports = '0' | '1' | 'both';

const PORTS: readonly { readonly id: Ports; readonly label: string }[] = [
  { id: '0', label: 'ttyS0' },
  { id: '1', label: 'ttyS1' },
  { id: 'both', label: 'Both' },
];

interface ControlsProps {
  readonly player: Player;
  readonly ports: Ports;
  readonly onPorts: (ports: Ports) => void;
  readonly showsScreen: boolean;
  readonly onScreen: () => void;
  readonly searching: boolean;
  readonly onSearch: () => void;
  readonly onFullScreen: () => void;
  /** The address of this page at a time. */
  readonly linkTo: (milliseconds: number) => string;
}

export function Controls(props: ControlsProps) {
  const { player } = props;
  const state = usePlayerState(player);
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-0.5 px-2 py-1 text-xs">
      <IconButton label="Previous stage ([)" onPress={() => player.chapter(-1)}>
        <SkipBack size={15} />
      </IconButton>
      <IconButton label={state.playing ? 'Pause (Space)' : 'Play (Space)'} onPress={() => player.toggle()}>
        {state.playing ? <Pause size={17} /> : <Play size={17} />}
      </IconButton>
      <IconButton label="Next stage (])" onPress={() => player.chapter(1)}>
        <SkipForward size={15} />
      </IconButton>
      <span className="mx-1 font-mono whitespace-nowrap tabular-nums">
        {clock(state.time)} <span className="text-ink-3">/ {clock(state.duration)}</span>
      </span>
      <span className="max-w-40 truncate text-ink-2">
        {state.present ? stageTitle(state.present.stage) : ''}
      </span>
      {state.live && <LiveButtons player={player} atLive={state.atLive} />}
      <span className="ml-auto" />
      <Pace player={player} />
      <Views {...props} />
    </div>
  );
}

function LiveButtons({ player, atLive }: { readonly player: Player; readonly atLive: boolean }) {
  return (
    <>
      <Button kind="quiet" className="h-6 px-2 text-xs" onPress={() => player.step(-30_000)}>
        Back 30 s
      </Button>
      <Button
        kind="quiet"
        aria-pressed={atLive}
        className={classes('h-6 px-2 text-xs', atLive && 'font-medium text-accent')}
        onPress={() => player.goLive()}
      >
        <Radio size={13} /> {atLive ? 'Live' : 'Return to live'}
      </Button>
    </>
  );
}

/** How fast, and whether with pauses. */
function Pace({ player }: { readonly player: Player }) {
  const { speed, skipsIdle } = usePlayerState(player);
  return (
    <>
      <CompactSelect
        label="Speed"
        value={String(speed)}
        onChange={(value) => {
          const chosen = SPEEDS.find((each) => each === Number(value));
          if (chosen !== undefined) player.setSpeed(chosen);
        }}
        options={SPEEDS.map((each) => ({ value: String(each), label: `${each} ×` }))}
      />
      <IconButton
        label={skipsIdle ? 'Pauses are skipped: play them too' : 'Skip pauses longer than 2 s'}
        active={skipsIdle}
        aria-pressed={skipsIdle}
        onPress={() => player.setSkipsIdle(!skipsIdle)}
      >
        <FastForward size={15} />
      </IconButton>
    </>
  );
}

/** What is shown, and where from. */
function Views(props: ControlsProps) {
  const { player, ports, onPorts, showsScreen, onScreen, searching, onSearch, onFullScreen, linkTo } = props;
  const copyLink = (): void => {
    const { time } = player.snapshot();
    void copyText(linkTo(time)).then((copied) => {
      if (copied) toast('good', `Link to ${clock(time)} copied`);
    });
  };
  return (
    <>
      <Segmented label="Serial ports" options={PORTS} chosen={ports} onChoose={onPorts} />
      <IconButton
        label={showsScreen ? 'Hide the display' : 'Show the display'}
        active={showsScreen}
        aria-pressed={showsScreen}
        onPress={onScreen}
      >
        <Monitor size={15} />
      </IconButton>
      <IconButton label="Search (Ctrl-F)" active={searching} onPress={onSearch}>
        <Search size={15} />
      </IconButton>
      {/* The address of a guest's page opens nothing for others. */}
      {!isGuestPage() && (
        <IconButton label="Copy a link to this moment" onPress={copyLink}>
          <Link size={15} />
        </IconButton>
      )}
      <IconButton label="Full screen (f)" onPress={onFullScreen}>
        <Maximize size={15} />
      </IconButton>
    </>
  );
}
