// The look of the report pages: the dashboard's colours, dark and light, large enough for a projector. A state has a shape as well as a
// colour.

export const PAGE_STYLE = `
:root{color-scheme:dark;--ground:#0a1019;--panel:#121b29;--raised:#182335;--line:#26344a;--strong:#3d506d;--text:#eef3fa;--muted:#9fb0c8;--faint:#6d7f99;--flow:#6ba4ff;--ok:#4fd09a;--warn:#ffc04d;--bad:#ff6b6f;--badsoft:#2d1620;--oksoft:#11291f;--warnsoft:#2a2314;
--sans:"Inter Variable",Inter,ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif;--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:light){:root{color-scheme:light;--ground:#f3f6fa;--panel:#fff;--raised:#f0f4f9;--line:#d3dce8;--strong:#9aaabf;--text:#101a2a;--muted:#47586f;--faint:#66778e;--flow:#2563d8;--ok:#0b7a4b;--warn:#8f5a00;--bad:#cc1f2d;--badsoft:#fdebec;--oksoft:#e4f6ee;--warnsoft:#fff4dc}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:17px/1.5 var(--sans);font-variant-numeric:tabular-nums;-webkit-font-smoothing:antialiased}
main{max-width:1240px;margin:0 auto;padding:40px 28px 64px;display:grid;grid-template-columns:minmax(0,1fr);gap:22px}
h1,h2,h3,p{margin:0}
h1{font-size:40px;line-height:1.12;font-weight:740;letter-spacing:-.025em;text-wrap:balance}
h2{font-size:23px;font-weight:690;letter-spacing:-.012em}
h3{font-size:18px;font-weight:650}
code,pre{font-family:var(--mono);font-size:.9em}
code{background:var(--raised);border:1px solid var(--line);border-radius:6px;padding:1px 6px;overflow-wrap:anywhere}
pre{margin:0;background:var(--raised);border:1px solid var(--line);border-radius:10px;padding:14px 16px;overflow-x:auto}
.top{display:grid;gap:12px}
.eyebrow{color:var(--muted);font-size:15px;letter-spacing:.01em}
.muted{color:var(--muted)}
.small{font-size:15px}
.lead{font-size:25px;line-height:1.35;font-weight:620;letter-spacing:-.012em;text-wrap:pretty}
.good{color:var(--ok)}.bad,.badtext{color:var(--bad)}
.card{background:var(--panel);border:1px solid var(--line);border-radius:16px;padding:22px 26px;display:grid;grid-template-columns:minmax(0,1fr);gap:14px}
.card>header{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;justify-content:space-between}
.verdict{display:grid;grid-template-columns:auto minmax(0,1fr);gap:6px 22px;align-items:center;border-radius:18px;padding:26px 30px;border:1px solid var(--line);background:var(--panel)}
.verdict svg{grid-row:span 2;width:64px;height:64px}
.verdict.held{background:var(--oksoft);border-color:color-mix(in srgb,var(--ok) 45%,transparent)}
.verdict.broken{background:var(--badsoft);border-color:color-mix(in srgb,var(--bad) 45%,transparent)}
.verdict.inconclusive,.verdict.unfinished{background:var(--warnsoft);border-color:color-mix(in srgb,var(--warn) 45%,transparent)}
.verdict .word{font-size:17px;font-weight:650;letter-spacing:.01em}
.held .word,.held svg{color:var(--ok)}.broken .word,.broken svg{color:var(--bad)}.inconclusive .word,.inconclusive svg,.unfinished .word,.unfinished svg{color:var(--warn)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:16px;overflow:hidden}
.facts>div{background:var(--panel);padding:16px 20px;display:grid;gap:2px;align-content:start}
.facts dt{color:var(--muted);font-size:15px}.facts dd{margin:0;font-size:27px;font-weight:690;letter-spacing:-.02em;line-height:1.2}
.facts dd small{font-size:15px;font-weight:500;letter-spacing:0;color:var(--muted);display:block;line-height:1.4;margin-top:2px;overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:0 -6px;padding:0 6px}
table{border-collapse:collapse;width:100%;font-size:16px}
th{text-align:left;color:var(--muted);font-weight:560;font-size:14.5px;padding:6px 14px 8px 0;border-bottom:1px solid var(--strong);white-space:nowrap}
td{padding:9px 14px 9px 0;border-bottom:1px solid var(--line);vertical-align:top}
tbody tr:last-child td{border-bottom:0}
td.n,th.n{text-align:right}
td:first-child>code{white-space:nowrap}
td.mono{font-family:var(--mono);font-size:14.5px;white-space:nowrap}
tr.wrong td{background:var(--badsoft)}
tr:target td{background:var(--raised)}
.note{color:var(--muted);font-size:15px}
.badge{display:inline-flex;align-items:center;gap:7px;white-space:nowrap;border-radius:99px;padding:1px 12px 2px;font-size:15px;font-weight:600;border:1px solid var(--strong);background:var(--raised)}
.badge::before{content:"";width:9px;height:9px;flex:none}
.badge.held,.badge.survived,.badge.ok{color:var(--ok)}.badge.held::before,.badge.survived::before,.badge.ok::before{border-radius:50%;background:var(--ok)}
.badge.broken,.badge.error,.badge.no{color:var(--bad)}.badge.broken::before,.badge.error::before,.badge.no::before{background:var(--bad);clip-path:polygon(50% 0,100% 100%,0 100%)}
.badge.inconclusive{color:var(--warn)}.badge.inconclusive::before{background:var(--warn);transform:rotate(45deg)}
.badge.refused{color:var(--flow)}.badge.refused::before{background:var(--flow)}
.tiles{display:flex;flex-wrap:wrap;gap:6px}
.tile{width:24px;height:24px;border-radius:6px;background:var(--strong)}
.tile.held,.tile.survived{background:var(--ok)}.tile.broken{background:var(--bad);opacity:.85}.tile.inconclusive{background:var(--warn)}.tile.refused{background:var(--flow)}.tile.error{background:var(--bad)}
.tile.wrong{outline:3px solid var(--text);outline-offset:2px}
.chips{display:flex;flex-wrap:wrap;gap:6px}.chip{border:1px solid var(--line);background:var(--raised);border-radius:99px;padding:0 11px;font-size:15px;white-space:nowrap}
details summary{cursor:pointer;color:var(--muted);font-size:15.5px}
details[open] summary{margin-bottom:10px}
.plots{display:block;width:100%;height:auto;overflow:visible}
.plots text{font-family:var(--sans);fill:var(--muted);font-size:13.5px}
.plots .label{fill:var(--text);font-weight:620;font-size:15px}
.plots .signal{fill:var(--warn);font-weight:620}
.plots .fault{fill:var(--bad);font-weight:620}
.finding{display:grid;gap:12px;padding-top:16px;border-top:1px solid var(--line)}
.finding:first-of-type{border-top:0;padding-top:0}
.finding .count{font-size:30px;font-weight:720;letter-spacing:-.02em;color:var(--bad);margin-right:10px}
.trail{display:grid;gap:0;margin:2px 0 0;padding:0;list-style:none}
.trail li{display:grid;grid-template-columns:108px 136px minmax(0,1fr);gap:16px;position:relative;padding:5px 0}
.trail .when{color:var(--faint);font-size:15px;text-align:right;white-space:nowrap}
.trail .place{font-weight:620;position:relative;padding-left:20px}
.trail .place::before{content:"";position:absolute;left:0;top:8px;width:10px;height:10px;border-radius:50%;background:var(--flow)}
.trail li:not(:last-child) .place::after{content:"";position:absolute;left:4px;top:20px;bottom:-14px;width:2px;background:var(--line)}
.trail li.end .place::before{background:var(--bad);border-radius:0;clip-path:polygon(50% 0,100% 100%,0 100%)}
.trailbox{border:1px solid var(--line);border-radius:12px;padding:14px 18px;display:grid;gap:8px;background:color-mix(in srgb,var(--raised) 45%,transparent)}
.cols{display:grid;grid-template-columns:repeat(auto-fit,minmax(340px,1fr));gap:22px}
.cols>.card{align-content:start}
footer{color:var(--faint);font-size:15px}
@media print{body{font-size:12px}.card,.verdict{break-inside:avoid}}
@media (max-width:700px){main{padding:24px 16px}h1{font-size:30px}.lead{font-size:20px}.trail li{grid-template-columns:70px 80px minmax(0,1fr);gap:8px}}
`;
