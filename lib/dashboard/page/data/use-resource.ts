import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { connectionNow, knownNow, watch, watchConnection, type Connection, type Known } from './resources';

/** A resource for a view, as it is known now. */
export interface Resource<T> {
  readonly body?: T;
  readonly error?: Error;
}

/** Watches a resource of the API as long as the component is on the screen. The server's types are trusted: they are one release. */
export function useResource<T>(path: string): Resource<T> {
  const [, redraw] = useState(0);
  const told = useCallback(() => redraw((n) => n + 1), []);
  useEffect(() => watch(path, told), [path, told]);
  return knownNow(path) as Known & Resource<T>;
}

export function useConnection(): Connection {
  const [connection, set] = useState(connectionNow());
  useEffect(() => watchConnection(() => set(connectionNow())), []);
  return connection;
}

/** While the next page or filter is on its way, the rows of the last one stay. */
export function useLast<T>(resource: Resource<T>): Resource<T> {
  const last = useRef(resource);
  if (resource.body !== undefined || resource.error !== undefined) last.current = resource;
  return resource.body === undefined && resource.error === undefined ? last.current : resource;
}
