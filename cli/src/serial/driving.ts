import type { ConsoleClient, DriverState } from 'ven-client';
import type { ConsoleError } from '../../../lib/contract/error.ts';
import type { DriveAction, Presence } from '../../../lib/contract/presence.ts';
import { asConsoleError } from '../failure.ts';

/** A refused key is mentioned again only after so long: somebody may be typing a whole line. */
const AGAIN_MS = 3000;

const ACTIONS: Readonly<Record<string, DriveAction>> = {
  a: 'ask',
  w: 'withdraw',
  h: 'hand-over',
  k: 'keep',
  r: 'release',
  t: 'take-over',
  l: 'lock',
  u: 'unlock',
};

const HELP =
  'Ctrl-^ and then: a ask to drive, w withdraw that; h hand over, k keep, r let go; t take over; l lock, u unlock (administrators); ? who is here';

const DONE: Readonly<Partial<Record<DriveAction, string>>> = {
  withdraw: 'request withdrawn',
  keep: 'you keep driving',
  lock: 'locked: nobody else drives while you are here',
  unlock: 'unlocked',
};

interface DrivingOptions {
  readonly client: Pick<ConsoleClient, 'presence'>;
  readonly node: string;
  readonly console: string;
  readonly note: (line: string) => void;
}

/** Tells on stderr who drives a serial port, and carries out the commands about it. */
export function openDriving({ client, node, console, note }: DrivingOptions) {
  let known: DriverState | null = null;
  let blockedAt = 0;
  const act = async (action: DriveAction) => {
    try {
      const { drivers } = await client.presence.act({ node, console, action });
      const driver = drivers.find((each) => each.console === console);
      if (action === 'ask' && known?.you !== true && driver !== undefined && driver.asks.length > 0)
        note(`asked ${driver.name} to hand over`);
      else if (DONE[action] !== undefined) note(DONE[action]);
    } catch (error) {
      const { message, fix } = asConsoleError(error);
      note(`${message} ${fix}`.trim());
    }
  };
  return {
    told: (state: DriverState) => {
      const lines = linesOf(known, state);
      known = state;
      for (const line of lines) note(line);
    },
    /** What was typed has not been sent. */
    blocked: ({ message }: ConsoleError) => {
      const now = Date.now();
      if (now - blockedAt < AGAIN_MS) return;
      blockedAt = now;
      note(`${message} Ctrl-^ a asks for it`);
    },
    command: (key: string) => {
      const action = ACTIONS[key];
      if (action !== undefined) void act(action);
      else if (key === '?') {
        note(HELP);
        client.presence.get(node).then(
          (present) => whoLines(present).forEach(note),
          (error: unknown) => note(asConsoleError(error).message),
        );
      } else note(HELP);
    },
  };
}

function linesOf(before: DriverState | null, { you, driver, asks }: DriverState): string[] {
  const lines: string[] = [];
  const was = before?.driver;
  if (driver === null) {
    if (was !== undefined && was !== null) lines.push('nobody is driving; type to drive');
  } else if (you) {
    // Whoever types first need not be told.
    if (before?.driver != null && !before.you) lines.push('you are driving');
  } else if (was?.name !== driver.name || was.locked !== driver.locked || before?.you === true) {
    lines.push(
      driver.locked
        ? `${driver.name} has locked this console; you only watch`
        : `${driver.name} is driving; you only watch. Ctrl-^ a asks for it`,
    );
  }
  const asked = new Set(before?.asks.map(({ person }) => person));
  if (you)
    for (const { person, name } of asks)
      if (!asked.has(person)) lines.push(`${name} asks to drive: Ctrl-^ h hands over, Ctrl-^ k keeps`);
  if (!you && before?.you === false && before.asks.length > 0 && asks.length === 0 && driver !== null)
    lines.push(`${driver.name} keeps driving`);
  return lines;
}

/** One line per person: name, role, from where, what they look at. */
function whoLines({ people, guests, drivers }: Presence): string[] {
  const views = (person: string, console: string) => {
    const driver = drivers.find((each) => each.console === console);
    if (driver?.person !== person) return `${console} watching`;
    return `${console} ${driver.locked ? 'driving, locked' : driver.idle ? 'driving, idle' : 'driving'}`;
  };
  const lines = people.map(
    ({ id, name, role, from, views: open }) =>
      `${name} (${role}, ${from === 'browser' ? 'browser' : 'ven'}): ${open.map(({ console }) => views(id, console)).join('; ')}`,
  );
  if (guests > 0) lines.push(guests === 1 ? '1 guest' : `${guests} guests`);
  return lines.length === 0 ? ['nobody is here'] : lines;
}
