import { signIn } from '../../e2e/models/session.ts';
import { openBrowser } from '../console/browser.ts';
import { Product } from '../console/product.ts';
import { HEAD, print, row } from '../console/table.ts';
import { machine } from '../machine.ts';
import { percentile } from '../spread.ts';
import { type Measured, measured, processorTime, settled } from './busy.ts';
import { Asciinema, blank, plainTerminal } from './floors.ts';
import { addLongBoot } from './long-boot.ts';
import { OurReplay } from './ours.ts';

/**
 * A recording of 10 MB in the browser: opened at a moment, then at others. Beside a plain terminal that is given
 * everything up to that moment, and asciinema's player with the same recording.
 */
const MEBIBYTES = 10;
const OPENED_AT = [0.5, 0.97, 0.1, 0.75, 0.33];
const SOUGHT = [0.9, 0.05, 0.62, 0.2, 0.99, 0.45, 0.8, 0.01, 0.7, 0.3];

await using product = await Product.start({ VEN_SIMULATOR: 'off' });
console.log(machine());
await product.rest.call('POST', '/orchestrators', { name: 'bench', kind: 'none' });
const { nodes, operations } = await product.rest.create({
  ...{ name: 'bench-replay', orchestrator: 'bench', bootSource: { kind: 'disk' }, start: false },
});
await Promise.all(operations.map(({ id }) => product.rest.finished(id)));
const recording = await addLongBoot(product.serving.dataDir, nodes[0]?.id ?? '', MEBIBYTES);
const browser = await openBrowser();
try {
  const context = await browser.newContext({
    ...{ baseURL: product.serving.url, viewport: { width: 1280, height: 800 } },
    // The floors bring scripts of their own.
    bypassCSP: true,
  });
  const page = await context.newPage();
  await signIn(page, product.serving.url);
  const floor = await context.newPage();
  const ours = new OurReplay(page, product.serving.url, recording);
  const theirs = new Asciinema(floor, recording);
  const opened: Record<'load' | 'log' | 'asciinema' | 'server', number[]> = {
    ...{ load: [], log: [], asciinema: [], server: [] },
  };
  const open: Measured[] = [];
  const plain: Measured[] = [];
  const sought: Record<'soon' | 'ours' | 'asciinema', number[]> = { soon: [], ours: [], asciinema: [] };
  for (const part of OPENED_AT) {
    const mark = recording.markAt(part);
    await page.bringToFront();
    opened.log.push(await ours.loadLog());
    opened.load.push(await ours.load(mark));
    await ours.leave();
    const before = processorTime(product.serving.pid);
    open.push(await measured(page, () => ours.open(mark)));
    opened.server.push(processorTime(product.serving.pid) - before);
    // At once, while the recording is still being read.
    for (const other of SOUGHT) sought.soon.push(await ours.seek(recording.markAt(other)));
    // The rest is sought when the recording has been read, and nothing is made of it any more.
    await settled(page);
    for (const other of SOUGHT) sought.ours.push(await ours.seek(recording.markAt(other)));
    await floor.bringToFront();
    await blank(floor);
    plain.push(await measured(floor, () => plainTerminal(floor, recording, mark)));
    await blank(floor);
    opened.asciinema.push(await theirs.open(mark));
    for (const other of SOUGHT) sought.asciinema.push(await theirs.seek(recording.markAt(other)));
  }
  await page.bringToFront();
  await page.keyboard.press('Control+f');
  const found = [await ours.search(recording.markAt(0.4)), await ours.search(recording.markAt(0.6))];
  const size = `${(recording.bytes / 1e6).toFixed(1)} MB`;
  print({ what: size, cells: HEAD });
  const took = (of: readonly Measured[]) => of.map((each) => each.took);
  const busy = (of: readonly Measured[]) => of.map((each) => each.busy);
  print(row('open at a moment; floor: plain terminal', took(open), took(plain)));
  print(row('… processor time of the page', busy(open), busy(plain)));
  print(row('… processor time of the server', opened.server, undefined));
  print(row('open at a moment; floor: asciinema-player', took(open), opened.asciinema));
  print(row('link in a new page; floor: its log', opened.load, opened.log));
  print(row('seek at once; floor: asciinema-player', sought.soon, sought.asciinema));
  print(row('seek; floor: asciinema-player', sought.ours, sought.asciinema));
  const p95 = [sought.soon, sought.ours, sought.asciinema].map(
    (of) => `${percentile(of, 0.95).toFixed(0)} ms`,
  );
  print({ what: 'seek, p95: at once, later, asciinema-player', cells: p95 });
  print(row('search', found, undefined));
} finally {
  await browser.close();
}
