// The frame of a report page: one file that asks for nothing from outside, and text that is always escaped. Pure.
import { PAGE_STYLE } from './page-style.ts';

/** Text that is markup already. */
export interface Markup {
  markup: string;
}

export const raw = (markup: string): Markup => ({ markup });

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, also between quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (one) => ESCAPES[one]!);
}

/** A template whose values are escaped unless they are `raw`. */
export function html(parts: TemplateStringsArray, ...values: (string | number | Markup)[]): string {
  return parts.reduce((text, part, index) => {
    const value = values[index];
    if (value === undefined) return text + part;
    return text + part + (typeof value === 'object' ? value.markup : escaped(String(value)));
  }, '');
}

/** The whole page around a body that is markup. */
export function pageOf(title: string, body: string, script = ''): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}</title><style>${PAGE_STYLE}</style></head>
<body><main>${body}</main>${script === '' ? '' : `<script>${script}</script>`}</body></html>
`;
}
