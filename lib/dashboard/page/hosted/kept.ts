import type { Pending, Tokens } from './provider';

/** What survives a reload, for as long as the tab is open; other tabs and other sites see nothing of it. */
function slot<T>(key: string) {
  return {
    read(): T | undefined {
      try {
        return (JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null) ?? undefined;
      } catch {
        return undefined;
      }
    },
    /** @throws the browser's error when it keeps nothing */
    write: (value: T): void => sessionStorage.setItem(key, JSON.stringify(value)),
    clear: (): void => sessionStorage.removeItem(key),
  };
}

export const keptPending = slot<Pending>('mta-sts-watch.sign-in');
export const keptTokens = slot<Tokens>('mta-sts-watch.tokens');
