import { CreateLink } from '../nodes/cells.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const TILES = Array.from({ length: 6 }, (_, index) => index);

export const WaitingWall = () => (
  <div
    role="status"
    aria-label="Loading the wall"
    className="grid auto-rows-[15.5rem] grid-cols-[repeat(auto-fill,minmax(min(100%,19rem),1fr))] gap-2.5 p-3"
  >
    {TILES.map((index) => (
      <Skeleton key={index} className="h-full w-full" />
    ))}
  </div>
);

interface EmptyWallProps {
  /** There are boots, but none that it is limited to. */
  readonly isLimited: boolean;
  readonly onClear: () => void;
}

export const EmptyWall = ({ isLimited, onClear }: EmptyWallProps) =>
  isLimited ? (
    <Empty title="No boot here" action={<Button onPress={onClear}>Show all boots</Button>}>
      Boots are going on, but none that the wall is limited to.
    </Empty>
  ) : (
    <Empty title="No boots" action={<CreateLink />}>
      Nodes that are on, that are about to be, or that failed appear here with what they print, those that
      need attention first.
    </Empty>
  );
