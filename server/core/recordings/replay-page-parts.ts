/** Of the page that a boot is downloaded as. */
export const STYLE = `
:root { color-scheme: light dark; font: 14px/1.4 system-ui, sans-serif; }
body { margin: 0 auto; padding: 16px; max-width: 1600px; }
h1 { margin: 0; font-size: 18px; }
p { margin: 4px 0 12px; opacity: 0.75; }
nav { display: flex; gap: 6px; margin-bottom: 8px; }
nav button { font: 13px ui-monospace, monospace; padding: 4px 10px; }
nav button[aria-pressed='true'] { font-weight: bold; }
main { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; }
#player { flex: 3 1 320px; min-width: 0; }
#screen { flex: 2 1 320px; min-width: 0; max-width: 100%; background: #000; }
details { margin-top: 16px; font-size: 12px; }
pre { white-space: pre-wrap; }
`;

/** Shows one port at a time, from the moment at which the other was left, and the display of that moment. */
export const SCRIPT = `
(() => {
  const casts = [...document.querySelectorAll('script[data-port]')];
  const pictures = JSON.parse(document.getElementById('pictures').textContent);
  const screen = document.getElementById('screen');
  const nav = document.getElementById('ports');
  let player = null;
  const open = (cast, startAt, play) => {
    if (player) player.dispose();
    player = AsciinemaPlayer.create({ data: cast.textContent }, document.getElementById('player'), {
      startAt, autoPlay: play, preload: true, fit: 'width', poster: 'npt:' + startAt, controls: true,
    });
    for (const button of nav.children)
      button.setAttribute('aria-pressed', String(button.dataset.port === cast.dataset.port));
  };
  const now = async () => (player ? Number(await player.getCurrentTime()) || 0 : 0);
  for (const cast of casts) {
    const button = document.createElement('button');
    button.textContent = 'ttyS' + cast.dataset.port;
    button.dataset.port = cast.dataset.port;
    button.addEventListener('click', async () => open(cast, await now(), false));
    nav.append(button);
  }
  const largest = casts.reduce((one, other) =>
    other.textContent.length > one.textContent.length ? other : one);
  open(largest, 0, false);
  if (pictures.length === 0) return;
  screen.hidden = false;
  let shown = -1;
  setInterval(async () => {
    const time = await now();
    let index = 0;
    while (index + 1 < pictures.length && pictures[index + 1].at <= time) index += 1;
    if (index === shown) return;
    shown = index;
    screen.src = pictures[index].source;
  }, 100);
})();
`;
