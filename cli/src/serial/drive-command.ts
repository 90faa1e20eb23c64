import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { driveAction, type Presence, SCREEN } from '../../../lib/contract/presence.ts';
import { addCommand } from '../command.ts';
import { table } from '../output/text.ts';

const ACTIONS = driveAction.options.join(', ');
const WHICH = 'use a number from 0 to 31';

const options = z.object({
  port: z.coerce.number({ error: WHICH }).pipe(z.int(WHICH).min(0, WHICH).max(31, WHICH)).default(0),
  screen: z.boolean().default(false),
  to: z.string().optional(),
});

/** One line per person and console, then the guests. */
function presenceText({ people, guests, drivers }: Presence): string {
  const state = (id: string, console: string, mayDrive: boolean): string => {
    const driver = drivers.find((each) => each.console === console);
    if (driver?.person === id)
      return driver.locked ? 'driving, locked' : driver.idle ? 'driving, idle' : 'driving';
    if (driver?.asks.some(({ person }) => person === id) === true) return 'watching, has asked';
    return mayDrive ? 'watching' : 'watching only';
  };
  const rows = people.flatMap(({ id, name, role, from, views }) =>
    views.map(({ console, since, mayDrive }) => [
      ...[name, role, from === 'browser' ? 'browser' : 'ven', console],
      ...[state(id, console, mayDrive), since, id],
    ]),
  );
  const listed =
    rows.length === 0
      ? 'Nobody is here.\n'
      : table(['WHO', 'ROLE', 'WITH', 'CONSOLE', 'STATE', 'SINCE', 'ID'], rows);
  return guests === 0
    ? listed
    : `${listed}${guests === 1 ? '1 guest' : `${guests} guests`} with a share link\n`;
}

/** Whom the user means: the id of somebody who is there, or a name. */
function personOf({ people }: Presence, wanted: string): string {
  const found = people.filter(({ id, name }) => id === wanted || name === wanted);
  const [person] = found;
  if (person !== undefined && found.length === 1) return person.id;
  throw new ConsoleError(
    'not-found',
    `${found.length === 0 ? 'Nobody' : 'More than one'} here is called ${wanted}.`,
    {
      fix: 'Use an ID from: ven drive NODE',
    },
  );
}

/** `ven drive`: who is at the consoles of a node, and who drives. */
export const addDrive = (program: Command): Command =>
  addCommand(program, {
    usage: 'drive <node> [action]',
    summary: 'list who is at the consoles of a node and who drives them; ask, hand over, take over, lock',
    details: `Actions: ${ACTIONS}. You need the console open with the same token, as ven console or ven vnc has it. HOST/DOMAIN is a domain that is not a node.`,
    flags: [
      ['--port <number>', 'serial port (default: 0)'],
      ['--screen', 'the screen, not a serial port'],
      ['--to <person>', 'whom hand-over and keep are for: name or ID (default: who asked first)'],
    ],
    args: z.tuple([z.string(), driveAction.optional()]),
    options,
    run: async ({ client: login }, [node, action], { port, screen, to }) => {
      const client = login();
      const present = action === undefined || to !== undefined ? await client.presence.get(node) : null;
      if (action === undefined) {
        const presence = present ?? (await client.presence.get(node));
        return { document: { ...presence }, text: presenceText(presence) };
      }
      const console = screen ? SCREEN : `ttyS${port}`;
      const person = to === undefined || present === null ? {} : { to: personOf(present, to) };
      const presence = await client.presence.act({ node, console, action, ...person });
      return { document: { ...presence }, text: presenceText(presence) };
    },
  });
