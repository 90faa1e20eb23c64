'use client';
import { Dialog } from '../ui/dialog.tsx';

const KEYS = [
  ['n, p', 'the next node, the one before'],
  ['w', 'the wall'],
  ['f', 'freeze what is shown, and go live again'],
  ['m', 'hide serial numbers, addresses, names of hosts and people; show them again'],
  ['l', 'hold: a dot follows the pointer, also for those who follow'],
  ['b', 'on the wall: big screen'],
  ['?', 'these keys'],
] as const;

/** The keys of whoever presents. In a terminal they belong to the guest. */
export const KeyHelp = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog open title="Keys for presenting" onClose={onClose}>
    <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1.5 p-4">
      {KEYS.map(([key, does]) => (
        <div key={key} className="contents">
          <dt>
            <kbd className="rounded-sm bg-sunken px-1.5">{key}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
    <p className="px-4 pb-4 text-ink-2">
      In a terminal keys go to the guest: click beside it first. What a guest prints in a terminal or shows on
      its screen is not hidden; on the wall and on the pages it is, where it is known or has the form of an
      address.
    </p>
  </Dialog>
);
