import { render } from 'preact';
import { SIGN_IN_FILE, type SignInSettings } from '../../../contract/hosted-dashboard';
import { App } from '../app';
import { setAccount } from '../data/account';
import { authorizeWith, read } from '../data/client';
import { beatEvery } from '../data/resources';
import '../style-sheets';
import { Provider } from './provider';
import { leave, openSession } from './session';
import { Stopped } from './stopped';

/** Each request of a function costs something, and nothing changes by the second. */
const BEAT_MS = 15_000;

/** The page for people who sign in first. */
async function open(place: Element): Promise<void> {
  let provider: Provider | undefined;
  const stop = (title: string, detail?: string): void => {
    const again = (): void =>
      void (provider === undefined
        ? location.reload()
        : leave(provider).catch((error: unknown) => stop('The sign-in did not begin.', reason(error))));
    render(<Stopped title={title} {...(detail !== undefined && { detail })} onAgain={again} />, place);
  };
  try {
    provider = await Provider.of(
      (await read(SIGN_IN_FILE, null))?.body as SignInSettings,
      new URL('.', location.href).href,
    );
    const session = await openSession(provider);
    authorizeWith(
      () => session.headers(),
      () => session.refused(),
    );
    setAccount({
      name: session.name,
      signOut: () => void (session.signOut() || stop('You have signed out here. The provider may still know you.')),
    });
    beatEvery(BEAT_MS);
    render(<App />, place);
  } catch (error) {
    stop('You are not signed in.', reason(error));
  }
}

const LONGEST = 300;

/** OAuth's own words (RFC 6749 section 4.1.2.1), which are for people who develop; better than none. */
function reason(error: unknown): string {
  const { message, error_description: description } = error as {
    readonly message?: unknown;
    readonly error_description?: unknown;
  };
  return (
    [description, message, error]
      .map(String)
      .find((text) => text !== '' && text !== 'undefined' && text !== 'null')
      ?.slice(0, LONGEST) ?? ''
  );
}

const place = document.getElementById('app');
if (place) void open(place);
