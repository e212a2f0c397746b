import type { Api } from './api';

/** The answer that the first view needs; the page asks for the same path, so it finds it under this name. */
const FIRST = 'api/overview';

/** An answer that takes longer is left to the page to fetch: the frame is worth showing at once. */
const PATIENCE_MS = 400;

/** Where index.html holds the place, however a formatter breaks its lines. */
const PLACE = /(<script type="application\/json" id="first-answers">)\s*\{\}\s*(<\/script>)/;

/** The page with the first answer of the API in it, so that it is drawn without another round trip. */
export async function withFirstAnswer(html: string, api: Api): Promise<string> {
  const answer = await Promise.race([
    firstAnswer(api),
    new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS).unref()),
  ]);
  if (answer === undefined) return html;
  const answers = inertJson({ [FIRST]: answer });
  return html.replace(PLACE, (_, start: string, end: string) => `${start}${answers}${end}`);
}

async function firstAnswer(api: Api): Promise<{ readonly etag: string | null; readonly body: unknown } | undefined> {
  try {
    const response = await api.fetch(new Request(`http://localhost/${FIRST}`));
    return response.ok ? { etag: response.headers.get('etag'), body: await response.json() } : undefined;
  } catch {
    // The page asks again, and shows what is wrong.
    return undefined;
  }
}

/** JSON in which no character can end the element, open a comment or a script. */
export const inertJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
