import type { ConsoleClient } from 'ven-client';
import { type Presence, SCREEN } from '../../../lib/contract/presence.ts';
import { openLive } from '../live/open-live.ts';

interface ScreenDriverOptions {
  readonly client: ConsoleClient;
  /** Its id, or HOST/UUID. */
  readonly node: string;
  readonly name: string;
  readonly note: (line: string) => void;
}

/**
 * Says whenever somebody else begins or stops to drive the screen, because RFB cannot: until then, what the viewer types is
 * dropped by the server.
 */
export async function watchScreenDriver({ client, node, name, note }: ScreenDriverOptions) {
  const { seat } = await client.session.get();
  let said: string | null = null;
  let revision = 0;
  const take = ({ drivers, revision: arrived }: Presence): void => {
    if (arrived < revision) return;
    revision = arrived;
    const driver = drivers.find((each) => each.console === SCREEN);
    const other = driver === undefined || driver.person === seat ? null : driver;
    const line =
      other === null
        ? null
        : other.locked
          ? `${other.name} has locked the screen: what you type is not sent.`
          : `${other.name} is driving the screen: what you type is not sent. To ask: ven drive ${name} ask --screen`;
    if (line === said) return;
    note(
      line ??
        (driver === undefined
          ? 'Nobody is driving the screen: press a key to drive.'
          : 'You are driving the screen.'),
    );
    said = line;
  };
  return openLive(client, {
    refresh: async () => take(await client.presence.get(node)),
    onChange: (change) => {
      if (change.kind === 'presence' && change.object.node === node) take(change.object);
    },
    onLost: () => undefined,
    onFailure: () => undefined,
  });
}
