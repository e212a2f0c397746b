import { linkTo } from '../data/route';
import { useTitle } from '../data/use-title';

export function NotFoundView() {
  useTitle('No such view');
  return (
    <div class="view">
      <h1>There is no such view</h1>
      <p>
        The link leads nowhere. <a href={linkTo([])}>The overview</a> leads everywhere.
      </p>
    </div>
  );
}
