import type { VerdictName } from '../../core/model';

const LABEL = 'MTA-STS';

/** White on each of them has a contrast of 4.5 or more (WCAG 2.2, AA). */
const COLOURS: Readonly<Record<VerdictName | 'not looked at yet', string>> = {
  undeliverable: '#b3261e',
  degraded: '#b3261e',
  unprotected: '#9a5b00',
  unknown: '#5f6368',
  'mx-not-checked': '#0b6470',
  testing: '#0b57d0',
  protected: '#1e6b34',
  'not looked at yet': '#5f6368',
};

const HEIGHT = 20;
const PADDING = 6;
/** Of a character at 11 pixels, on average; textLength makes each font fit. */
const ADVANCE = 6.6;

/** The verdict of a domain as a small picture. It holds no text but these words: nothing of the network, and no name. */
export function badge(verdict: VerdictName | null): string {
  const words = verdict ?? 'not looked at yet';
  const [left, right] = [LABEL, words].map((text) => Math.round(text.length * ADVANCE));
  const [labelWidth, width] = [(left ?? 0) + 2 * PADDING, (left ?? 0) + (right ?? 0) + 4 * PADDING];
  const text = (x: number, length: number | undefined, content: string): string =>
    `<text x="${x}" y="14" textLength="${length ?? 0}">${content}</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" role="img" aria-label="${LABEL}: ${words}">
<title>${LABEL}: ${words}</title>
<clipPath id="r"><rect width="${width}" height="${HEIGHT}" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="${labelWidth}" height="${HEIGHT}" fill="#3c4043"/><rect x="${labelWidth}" width="${width - labelWidth}" height="${HEIGHT}" fill="${COLOURS[words]}"/></g>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${text(PADDING, left, LABEL)}${text(labelWidth + PADDING, right, words)}</g>
</svg>
`;
}
