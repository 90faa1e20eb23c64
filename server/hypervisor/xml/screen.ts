import type { DomainDefinition } from '../api.ts';
import { attributeIn, childrenIn, type ElementRange } from './children.ts';
import { element, serialize, type XmlElement } from './element.ts';

/** How many people can watch a screen that comes through libvirt. */
const VIEWERS = 8;

/**
 * QEMU's user may make files in it. libvirt removes paths that begin with its folder `/var/lib/libvirt/qemu` from
 * definitions, because those are its own to choose; hence the second slash.
 */
const FOLDER = '/var/lib/libvirt//qemu';

/**
 * The VNC server of a domain.
 *
 * `loopback`: a port, never beyond loopback: RFB has no encryption, and its password protects only against the other
 * users of the host. A unix socket would belong to QEMU's user, and a console that does not run as root could not open
 * it.
 *
 * `stream`: libvirt connects nobody to a VNC server, but it connects a stream to the socket of a channel. So the VNC
 * server listens on a socket, and channels name its path: QEMU makes its channels first, then its VNC server, which
 * replaces their socket by its own. libvirt removes it when the domain ends. The guest sees channels to nobody. libvirt
 * allows one stream for each spelling of a path, hence one channel and one spelling for each viewer.
 */
export function screenElements({
  screen,
  uuid,
  vncPassword,
}: Pick<DomainDefinition, 'screen' | 'uuid' | 'vncPassword'>): XmlElement[] {
  const passwd = vncPassword ?? undefined;
  if (screen === 'loopback') {
    const listen = element('listen', { type: 'address', address: '127.0.0.1' });
    return [element('graphics', { type: 'vnc', port: -1, autoport: 'yes', passwd }, listen)];
  }
  const socket = `ven-${uuid}.vnc`;
  return [
    element('graphics', { type: 'vnc', socket: `${FOLDER}/${socket}`, passwd }),
    ...Array.from({ length: VIEWERS }, (_, viewer) =>
      element(
        'channel',
        { type: 'unix' },
        element('source', { mode: 'bind', path: `${FOLDER}/${'./'.repeat(viewer)}${socket}` }),
        element('target', { type: 'virtio', name: `ven.screen.${viewer}` }),
      ),
    ),
  ];
}

/** The definition with its screen in a stream; null if the screen is not as the console defines it on loopback. */
export function withScreenInStream(xml: string, uuid: string): string | null {
  const [root] = childrenIn(xml);
  const devices = root && inside(xml, root).find(({ name }) => name === 'devices');
  const screens = devices ? inside(xml, devices).filter(({ name }) => name === 'graphics') : [];
  const [screen] = screens;
  if (screen === undefined || screens.length > 1) return null;
  const attribute = (name: string): string | null => attributeIn(screen.tag, name);
  const vncPassword = attribute('passwd');
  const isOurs =
    attribute('type') === 'vnc' && attribute('autoport') === 'yes' && attribute('listen') === '127.0.0.1';
  if (!isOurs || vncPassword === null) return null;
  const elements = screenElements({ screen: 'stream', uuid, vncPassword }).map((each) => serialize(each));
  return xml.slice(0, screen.start) + elements.join('') + xml.slice(screen.end);
}

const inside = (xml: string, { innerStart, innerEnd }: ElementRange): ElementRange[] =>
  childrenIn(xml, innerStart, innerEnd);
