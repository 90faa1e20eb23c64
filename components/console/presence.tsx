'use client';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Popover } from 'react-aria-components/Popover';
import type { ConsolePerson, Presence as PresenceOf } from '../../lib/contract/presence.ts';
import type { Session } from '../../lib/contract/session.ts';
import { useSession } from '../data/hooks.ts';
import { usePresence } from '../data/presence.ts';
import { Age } from '../ui/moment.tsx';
import { classes } from '../ui/style.ts';

/** So many are shown by their initials; the others are counted. */
const SHOWN = 4;

/** Of the part before the @, and what separates its words. */
function initialsOf(name: string): string {
  const words = (name.split('@')[0] ?? '').split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const letters =
    words.length > 1 ? words.slice(0, 2).map((word) => word.charAt(0)) : [words[0]?.slice(0, 2)];
  return letters.join('').toUpperCase();
}

const drives = ({ drivers }: PresenceOf, person: string, console?: string): boolean =>
  drivers.some((driver) => driver.person === person && (console === undefined || driver.console === console));

const countOf = ({ people, guests }: PresenceOf): string => {
  const named = people.length === 1 ? '1 person' : `${people.length} people`;
  if (guests === 0) return named;
  return `${named}, ${guests === 1 ? '1 guest' : `${guests} guests`}`;
};

/** Who else has a console of this machine open. Not shown to whoever is alone. */
export function Presence({ node }: { readonly node: string }) {
  const { data: session } = useSession();
  const { data: presence } = usePresence(node);
  if (!session || !presence) return null;
  const others = presence.people.filter(({ id }) => id !== session.seat);
  if (others.length === 0 && presence.guests === 0) return null;
  return (
    <DialogTrigger>
      <AriaButton
        aria-label={`${countOf(presence)} here`}
        className="flex shrink-0 items-center rounded-full p-0.5 transition-colors duration-150 hover:bg-hover"
      >
        <Avatars presence={presence} />
      </AriaButton>
      <Popover
        placement="bottom end"
        className="animate-rise w-96 max-w-[calc(100vw-16px)] rounded-md border border-line-strong bg-raised shadow-float"
      >
        <Dialog aria-label="Who is here" className="max-h-96 overflow-y-auto p-3 outline-none">
          <List presence={presence} session={session} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Avatars({ presence }: { readonly presence: PresenceOf }) {
  const { people, guests } = presence;
  const more = Math.max(0, people.length - SHOWN) + guests;
  return (
    <span aria-hidden className="flex gap-0.5">
      {people.slice(0, SHOWN).map(({ id, name }) => (
        <Avatar key={id} name={name} isDriving={drives(presence, id)} />
      ))}
      {more > 0 && (
        <span
          data-text={`+${more}`}
          className="flex h-6 min-w-6 items-center justify-center rounded-full border border-line-strong bg-sunken px-1 text-[10px] text-ink-2 tabular-nums before:content-[attr(data-text)]"
        />
      )}
    </span>
  );
}

const Avatar = ({ name, isDriving }: { readonly name: string; readonly isDriving: boolean }) => (
  <span
    aria-hidden
    title={name}
    // A picture of the name, not text of the button around it.
    data-text={initialsOf(name)}
    className={classes(
      'flex size-6 shrink-0 items-center justify-center rounded-full border text-[10px] font-medium before:content-[attr(data-text)]',
      isDriving ? 'z-10 border-accent bg-accent text-accent-ink' : 'border-line-strong bg-sunken text-ink-2',
    )}
  />
);

function List({ presence, session }: { readonly presence: PresenceOf; readonly session: Session }) {
  const { people, guests } = presence;
  return (
    <>
      <h2 className="mb-2 text-xs font-medium text-ink-3">{countOf(presence)} here</h2>
      <ul className="flex flex-col gap-2">
        {people.map((person) => (
          <Person key={person.id} person={person} presence={presence} isMe={person.id === session.seat} />
        ))}
      </ul>
      {guests > 0 && (
        <p className="mt-2 text-xs text-ink-2">
          {guests === 1 ? '1 guest' : `${guests} guests`} with a share link, watching
        </p>
      )}
    </>
  );
}

interface PersonProps {
  readonly person: ConsolePerson;
  readonly presence: PresenceOf;
  readonly isMe: boolean;
}

function Person({ person: { id, name, role, from, since, views }, presence, isMe }: PersonProps) {
  return (
    <li className="flex items-start gap-2">
      <Avatar name={name} isDriving={drives(presence, id)} />
      <div className="min-w-0 flex-1 text-xs">
        <p className="truncate" title={name}>
          <span className="font-medium">{name}</span>
          {isMe && <span className="text-ink-3"> (you)</span>}
        </p>
        <p className="text-ink-3">
          {role}, in {from === 'browser' ? 'a browser' : 'ven'}, came <Age at={since} ago />
        </p>
        <ul className="mt-0.5 flex flex-wrap gap-x-3 text-ink-2">
          {views.map(({ console }) => (
            <li key={console}>
              <span className="font-mono">{console}</span>{' '}
              {drives(presence, id, console) ? (
                <span className="font-medium text-accent">driving</span>
              ) : (
                'watching'
              )}
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}
