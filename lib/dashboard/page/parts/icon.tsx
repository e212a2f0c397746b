import type { Severity, VerdictName } from '../../../core/model';

/** Each shape differs, so that none needs its colour. 16 by 16, in the colour of the text around. */
const SHAPES = {
  undeliverable: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2',
  degraded: 'M8 1.8 14.6 13.6H1.4ZM8 6.2v3.6M8 11.7v.1',
  unprotected: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM3.6 12.4l8.8-8.8',
  unknown: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM6.1 6.2a1.9 1.9 0 1 1 2.7 1.7c-.6.3-.8.6-.8 1.3M8 11.4v.1',
  'mx-not-checked': 'M2.5 3h11v4h-11ZM2.5 9h11v4h-11ZM4.8 5h.1M4.8 11h.1M8 5h3M8 11h3',
  testing: 'M8 1.5 14.5 8 8 14.5 1.5 8ZM8 5.2V8l1.8 1.4',
  protected: 'M8 1.5 13.5 3.4v4.2c0 3.4-2.3 5.8-5.5 6.9C4.8 13.4 2.5 11 2.5 7.6V3.4ZM5.5 8l1.8 1.8 3.3-3.5',
  critical: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2',
  error: 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3ZM8 4.7v4M8 11.1v.1',
  warning: 'M8 1.8 14.6 13.6H1.4ZM8 6.2v3.6M8 11.7v.1',
  info: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 7.4v3.7M8 4.8v.1',
  search: 'M7 2.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6ZM10.6 10.6l3.4 3.4',
  copy: 'M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1.2v1.3M8 13.5v1.3M1.2 8h1.3M13.5 8h1.3M3.2 3.2l.9.9M11.9 11.9l.9.9M12.8 3.2l-.9.9M4.1 11.9l-.9.9',
  moon: 'M13.4 9.8A5.8 5.8 0 0 1 6.2 2.6a5.8 5.8 0 1 0 7.2 7.2Z',
  screen: 'M2 3h12v8H2ZM5.5 13.5h5M8 11v2.5',
  keyboard: 'M1.5 4h13v8h-13ZM4 6.7h.1M6.7 6.7h.1M9.3 6.7h.1M12 6.7h.1M4.8 9.5h6.4',
  arrow: 'M6 3.5 10.5 8 6 12.5',
  back: 'M10 3.5 5.5 8l4.5 4.5',
  clock: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 4.5V8l2.4 1.6',
  mute: 'M4 6.2A4 4 0 0 1 11.5 4.3M12 6.5v3l1.3 2H5M6.6 13.5h2.8M2.5 2l11 12',
  close: 'M4 4l8 8M12 4l-8 8',
  offline:
    'M2 2l12 12M5 7.2A6 6 0 0 1 6.8 6.2M2.5 5A9 9 0 0 1 4.5 3.7M8 12.3v.1M9.3 6.2A6 6 0 0 1 11.5 7.5M8 3.2A9 9 0 0 1 13.5 5M6.5 9.7A2.5 2.5 0 0 1 8 9.2',
} as const satisfies Record<VerdictName | Severity, string> & Record<string, string>;

export type IconName = keyof typeof SHAPES;

/** Decoration: what it says stands in words beside it, or in the label of what holds it. */
export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d={SHAPES[name]} />
  </svg>
);
