/** The page's style sheet. Neutral greys and one accent for live data; colour is never the only indication. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f7f7f6; --panel: #ffffff; --line: #e2e2df; --text: #1c1d1f; --faint: #63666b;
  --accent: #0b62c4; --good: #1d7a3e; --busy: #0b62c4; --bad: #b3261e; --note: #fff6dc; --note-line: #e3c66b;
  --mono: ui-monospace, 'SF Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131416; --panel: #1a1c1f; --line: #2c2f34; --text: #e4e5e7; --faint: #9a9fa7;
    --accent: #6cb0ff; --good: #62c586; --busy: #6cb0ff; --bad: #ff8a80; --note: #2a2517; --note-line: #6a5a24;
  }
}
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--text); font: 14px/1.45 system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif; }
body { margin: 0 auto; max-width: 1320px; padding: 20px 24px 48px; }
h1 { font-size: 18px; font-weight: 650; margin: 0; letter-spacing: -0.01em; }
h2 { font-size: 13px; font-weight: 650; margin: 0; }
header { display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline; }
header p { margin: 0; color: var(--faint); }
.notice { background: var(--note); border: 1px solid var(--note-line); border-radius: 6px; padding: 7px 12px; margin: 12px 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 1px; margin: 12px 0 0; background: var(--line); border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
.facts div { background: var(--panel); padding: 8px 12px; min-width: 0; }
dt { color: var(--faint); font-size: 12px; }
dd { margin: 0; overflow-wrap: anywhere; }
section { margin-top: 24px; }
.head { display: flex; align-items: baseline; gap: 10px; margin-bottom: 8px; }
.head span { color: var(--faint); font-size: 12px; }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
.mono, td.mono, code { font-family: var(--mono); font-size: 12.5px; }
.faint { color: var(--faint); }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 500; font-size: 12px; color: var(--faint); padding: 6px 12px; border-bottom: 1px solid var(--line); white-space: nowrap; }
td { padding: 7px 12px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
td.path { overflow-wrap: anywhere; }
tr:last-child td { border-bottom: 0; }
.right { text-align: right; white-space: nowrap; }
.nowrap { white-space: nowrap; }
td[data-label="Provisioning"] { min-width: 230px; }
.status::before { content: ''; display: inline-block; width: 8px; height: 8px; margin-right: 7px; border-radius: 50%; border: 1.5px solid var(--faint); }
.status.idle::before { background: var(--good); border-color: var(--good); }
.status.busy::before { background: linear-gradient(90deg, var(--busy) 50%, transparent 50%); border-color: var(--busy); }
.status.error { color: var(--bad); }
.status.error::before { background: var(--bad); border-color: var(--bad); border-radius: 1px; transform: rotate(45deg); }
.steps { display: flex; gap: 2px; margin-top: 5px; max-width: 240px; }
.steps i { flex: 1; height: 4px; border-radius: 1px; background: var(--line); }
.steps .SUCCESS { background: var(--good); }
.steps .RUNNING { background: var(--busy); }
.steps .FAILED, .steps .TIMEOUT { background: var(--bad); }
.empty { padding: 18px 14px; color: var(--faint); }
.bad { color: var(--bad); }
form.inline { display: inline; }
.switches { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 16px; align-items: start; }
.set { padding: 12px 14px; display: grid; gap: 10px; }
.set .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; }
label { display: grid; gap: 3px; font-size: 12px; color: var(--faint); min-width: 0; }
input, select { font: inherit; color: var(--text); background: var(--ground); border: 1px solid var(--line); border-radius: 5px; padding: 6px 8px; width: 100%; min-width: 0; }
input.mono { font-family: var(--mono); font-size: 12.5px; }
button { font: inherit; color: var(--text); background: var(--ground); border: 1px solid var(--line); border-radius: 5px; padding: 5px 12px; cursor: pointer; }
button.main { background: var(--accent); border-color: var(--accent); color: var(--panel); font-weight: 600; }
button.small { padding: 1px 8px; font-size: 12px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
details { border-top: 1px solid var(--line); padding: 8px 14px; }
summary { cursor: pointer; color: var(--faint); font-size: 12px; }
details dl { display: grid; gap: 9px; margin: 10px 0 4px; }
details dt { color: var(--text); font-size: 12.5px; }
details dd { color: var(--faint); font-size: 12.5px; }
@media (max-width: 900px) { .switches { grid-template-columns: minmax(0, 1fr); } }
@media (max-width: 720px) {
  body { padding: 14px 12px 32px; }
  .facts { grid-template-columns: 1fr 1fr; }
  .facts div:last-child:nth-child(odd) { grid-column: 1 / -1; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: block; padding: 8px 12px; border-bottom: 1px solid var(--line); }
  tbody tr:last-child { border-bottom: 0; }
  td { display: grid; grid-template-columns: 96px minmax(0, 1fr); gap: 8px; padding: 2px 0; border: 0; }
  td::before { content: attr(data-label); color: var(--faint); font: 12px/1.6 system-ui, sans-serif; }
  .right { text-align: left; }
  td[data-label="Provisioning"] { min-width: 0; }
  .nowrap { white-space: normal; overflow-wrap: anywhere; }
  .log .nowrap { white-space: nowrap; }
  .log tr { display: grid; grid-template-columns: auto auto 1fr auto; gap: 0 10px; font-size: 12.5px; }
  .log td { display: block; }
  .log td::before { content: none; }
  .log td.path { grid-column: 1 / -1; order: 1; }
  .log td.wide { display: none; }
}
`;
