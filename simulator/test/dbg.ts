import { Guest, freshVariables } from './support/guest.ts';
import { OrchestratorStandIn } from './support/orchestrator-stand-in.ts';
import { buildArtefacts } from '../src/artefacts/index.ts';
import { mkdtemp, open, writeFile } from 'node:fs/promises';
const a = await buildArtefacts({ cacheDirectory: '/work/sim-artefacts/.cache/artefacts', onProgress: console.log });
const image = process.argv[2] ?? 'ubuntu';
const mode = process.argv[3] ?? 'nio';
const d = await mkdtemp('/tmp/s1/dbg-');
await freshVariables(d);
const f = await open(d + '/disk.raw', 'w'); await f.truncate(256 * 1048576); await f.close();
const img = a.manifest.artefacts.find((x) => x.name === image + '.raw.gz')!;
const actions: any[] = [
  { name: 'secure-boot-status-flag-read', secure_boot: 'off' }, { name: 'erase-non-removable-disk' },
  { name: 'stream-os-image', sha256: img.sha256 }, { name: 'add-apt-proxy' },{ name: 'install-cloud-init' },
  { name: 'cloud-init-ds-identity', hostname: 'host-1234abcd', heartbeat: 1 },
  { name: 'profile' },{ name: 'service' },{ name: 'system-conf' },{ name: 'kernel-up' },
  { name: 'efibootset-for-diskboot', label: 'ubuntu' }, { name: 'reboot' }];
const o = await OrchestratorStandIn.listen({ stream: () => mode === 'nio' ? { code: 'OK', node_state: 'ONBOARDED', client_id: 'i', client_secret: 's' } : {code:'NotFound', message:'Device not found'}, actions, credentials: {username:'user1', password: 'Pa ss&%=+wörd'.replaceAll(' ','')}, files: { '/os.raw.gz': `${a.directory}/${img.name}` } });
actions[2].image_url = `http://10.0.2.2:${o.port}/os.raw.gz`;
const t0 = performance.now();
const m = { directory: d, uuid: '11111111-2222-3333-4444-555555555555', serial: 'VH001', mac: '52:54:00:12:34:56', disk: d + '/disk.raw' };
const log = () => console.log(o.requests.map((r) => `${((r.at - t0) / 1000).toFixed(2)} ${r.path} ${r.contentType} ${r.body.slice(0, 150)}`).join('\n'));
const g = await Guest.powerOn({ ...m, directBoot: { kernel: a.directory + '/vmlinuz-x86_64', initramfs: a.directory + '/initramfs-x86_64', commandLine: `console=tty0 console=ttyS1,115200 sim.base=http://10.0.2.2:${o.port} worker_id=${m.mac}` } });
const timer = setTimeout(async () => { log(); await writeFile(d + '/s1', g.ports[1].text); await writeFile(d+'/s0', g.ports[0].text); console.log(g.ports[1].text.slice(-1500)); process.exit(1); }, 120000);
if (mode === 'io') { console.log('prompt', await g.ports[0].said(/Username: /)); g.ports[0].type('user1'); await g.ports[0].said(/Password: /); g.ports[0].type('Pa ss&%=+wörd'); }
console.log('sb', await g.ports[0].said(/Secure Boot Status/));
await g.ended; clearTimeout(timer);
console.log('micro-OS ended', ((performance.now() - t0) / 1000).toFixed(2)); log(); const n = o.requests.length;
console.log(g.ports[1].text.slice(-2500)); console.log('S0', JSON.stringify(g.ports[0].text));
const t1 = performance.now();
const h = await Guest.powerOn(m);
await o.asked('/agent/heartbeat');
console.log('heartbeat', ((performance.now() - t1) / 1000).toFixed(2), o.requests[n]);
if (image === 'ubuntu') for (const p of h.ports) console.log('login', await p.said(/login: /));
await writeFile(d + '/os-s1', h.ports[1].text);await writeFile(d + '/os-s0', h.ports[0].text);
console.log(h.ports[1].text.slice(0, 800), '.....', h.ports[1].text.slice(-1500));
await h[Symbol.asyncDispose](); await o[Symbol.asyncDispose](); console.log(d);
