import { describe, expect, test } from 'vitest';
import { vncDisplayOf } from './display.ts';

const domain = (graphics: string) => `<domain><name>one</name><devices>${graphics}</devices></domain>`;
const display = (graphics: string) => vncDisplayOf('one', domain(graphics));

describe('the VNC display of a domain', () => {
  test.each([
    [
      `<graphics type='vnc' port='5903' autoport='yes' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics>`,
      { target: { host: '127.0.0.1', port: 5903 }, password: null },
    ],
    [
      `<graphics type='vnc' port='5900' listen='0.0.0.0' passwd='secret12'/>`,
      { target: { host: '127.0.0.1', port: 5900 }, password: 'secret12' },
    ],
    [
      `<graphics type='vnc' port='5900' listen='::'/>`,
      { target: { host: '::1', port: 5900 }, password: null },
    ],
    [
      `<graphics type='vnc' port='5907' listen='192.0.2.7'/>`,
      { target: { host: '192.0.2.7', port: 5907 }, password: null },
    ],
    [
      `<graphics type='spice' port='5900'/><graphics type='vnc' port='5901'/>`,
      { target: { host: '127.0.0.1', port: 5901 }, password: null },
    ],
    [
      `<graphics type='vnc' socket='/run/one.sock' passwd='a&amp;b'><listen type='socket' socket='/run/one.sock'/></graphics>`,
      { target: { path: '/run/one.sock' }, password: 'a&b' },
    ],
  ])('%s', (graphics, expected) => {
    expect(display(graphics)).toEqual({ channels: [], ...expected });
  });

  test.each([
    [`<graphics type='spice' port='5900'/>`, 'one has no VNC display, only SPICE'],
    [
      `<graphics type='spice'/><graphics type='egl-headless'/>`,
      'one has no VNC display, only SPICE, EGL-HEADLESS',
    ],
    [``, 'one has no graphical display'],
    [`<graphics type='vnc' port='-1' autoport='yes'/>`, 'the VNC display of one listens nowhere'],
    [`<graphics type='vnc'><listen type='none'/></graphics>`, 'the VNC display of one listens nowhere'],
  ])('none that can be reached: %s', (graphics, message) => {
    expect(() => display(graphics)).toThrow(message);
  });
});
