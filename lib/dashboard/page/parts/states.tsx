import type { ComponentChildren } from 'preact';
import { Refused, Unreachable } from '../data/client';
import type { Resource } from '../data/use-resource';
import { Icon, type IconName } from './icon';

/** A card of the page with its heading; `aside` stands at the heading's end. */
export function Panel({
  title,
  id,
  aside,
  children,
}: {
  readonly title: string;
  readonly id: string;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <div class="aside">{aside}</div>}
      </header>
      {children}
    </section>
  );
}

/** What stands where there is nothing to show: good news mostly, and never a blank. */
export const Empty = ({
  icon = 'check',
  children,
}: {
  readonly icon?: IconName;
  readonly children: ComponentChildren;
}) => (
  <p class="empty">
    <Icon name={icon} />
    <span>{children}</span>
  </p>
);

/** The shape of what is about to come, for the moment before the first answer. */
export const Skeleton = ({ rows = 4 }: { readonly rows?: number }) => (
  <div class="skeleton" role="status">
    <span class="visually-hidden">Loading</span>
    {Array.from({ length: rows }, (_, n) => (
      <i key={n} aria-hidden="true" />
    ))}
  </div>
);

/** Draws a resource when it is there; before that its outline, or why there is none. A failed refresh keeps what was known. */
export function Loaded<T>({
  resource: { body, error },
  rows,
  children,
}: {
  readonly resource: Resource<T>;
  readonly rows?: number;
  readonly children: (body: T) => ComponentChildren;
}) {
  if (body !== undefined) return <>{children(body)}</>;
  return error === undefined ? <Skeleton {...(rows !== undefined && { rows })} /> : <Failure error={error} />;
}

export function Failure({ error }: { readonly error: Error }) {
  const [title, advice] = words(error);
  return (
    <div class="failure" role="alert">
      <Icon name={error instanceof Unreachable ? 'offline' : 'error'} />
      <div>
        <p class="title">{title}</p>
        <p>{advice}</p>
      </div>
    </div>
  );
}

function words(error: Error): readonly [string, string] {
  if (error instanceof Unreachable)
    return [
      'The monitor does not answer.',
      'Is it still running? This page asks again by itself and goes on when it is back.',
    ];
  if (error instanceof Refused && error.status === 404)
    return [
      'Nothing is known of this.',
      'It is not watched, or its history has expired. The search finds everything that is.',
    ];
  if (error instanceof Refused && (error.status === 401 || error.status === 403))
    return ['You are not let in.', `${error.message} Reload the page to sign in again.`];
  if (error instanceof Refused)
    return [error.title, error.detail === '' ? 'This page asks again by itself.' : error.detail];
  return ['This could not be read.', error.message];
}
