import { Icon } from '../parts/icon';

export interface StoppedProps {
  readonly title: string;
  /** As the provider or the browser said it. */
  readonly detail?: string;
  readonly onAgain: () => void;
}

/** Stands where the page would, for somebody who is not signed in and is not on the way to it. */
export const Stopped = ({ title, detail, onAgain }: StoppedProps) => (
  <main id="main">
    <h1>mta-sts-watch</h1>
    <div class="failure" role="alert">
      <Icon name="offline" />
      <div>
        <p class="title">{title}</p>
        {detail !== undefined && <p>{detail}</p>}
        <p>
          <button type="button" class="plain" onClick={onAgain}>
            Sign in
          </button>
        </p>
      </div>
    </div>
  </main>
);
