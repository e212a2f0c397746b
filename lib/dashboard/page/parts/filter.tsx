import type { ComponentChildren } from 'preact';

/** One choice of a filter, as a link: `aria-current` tells which one holds. */
export const Choice = ({
  href,
  isChosen,
  children,
  tone = '',
}: {
  readonly href: string;
  readonly isChosen: boolean;
  readonly children: ComponentChildren;
  readonly tone?: string;
}) => (
  <a class={`choice ${tone}`} href={href} {...(isChosen && { 'aria-current': 'true' as const })}>
    {children}
  </a>
);
