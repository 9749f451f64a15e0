/** The report's style sheet: system fonts, light and dark, and plain on paper. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --text: #16191f; --soft: #454c59; --line: #dfe2e8; --page: #fff;
  --panel: #f6f7f9; --garbage: #a8430a; --never: #9c1c6b; --held: #1f5fbf; --unknown: #5a6270; }
@media (prefers-color-scheme: dark) { :root { --text: #e8ebf0; --soft: #b4bcc8; --line: #343a45;
  --page: #16191d; --panel: #20242a; --garbage: #f7a063; --never: #f08cc6; --held: #83b6ff;
  --unknown: #a8b0bd; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 960px; padding: 32px 24px 48px; background: var(--page);
  color: var(--text); font: 14px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 24px; line-height: 1.25; margin: 4px 0 8px; }
h2 { font-size: 17px; margin: 36px 0 10px; padding-top: 14px; border-top: 1px solid var(--line); }
h3 { font-size: 15px; margin: 22px 0 6px; }
p { margin: 6px 0; }
.soft { color: var(--soft); }
code, pre, .mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 13px; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px;
  white-space: pre-wrap; margin: 6px 0; }
table { border-collapse: collapse; width: 100%; margin: 8px 0; }
th, td { text-align: start; vertical-align: top; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); }
.number { text-align: end; white-space: nowrap; }
.verdict { font-weight: 600; }
.garbage { color: var(--garbage); } .never { color: var(--never); }
.held { color: var(--held); } .unknown { color: var(--unknown); }
figure { margin: 12px 0; } figure img { max-width: 100%; height: auto; border: 1px solid var(--line);
  border-radius: 6px; }
figcaption { color: var(--soft); }
ol, ul { padding-inline-start: 22px; } li { margin: 4px 0; }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.note { white-space: pre-wrap; }
@media (max-width: 640px) { .columns { grid-template-columns: 1fr; } }
@media print { body { max-width: none; padding: 0; } h2, h3 { break-after: avoid; }
  figure, pre, tr { break-inside: avoid; } }
`;
