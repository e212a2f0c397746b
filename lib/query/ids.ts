/**
 * Ids of alerts hold slashes and number signs, which proxies and gateways decode in a path as they like: in the API
 * they are written in an alphabet that no path changes.
 */
export const publicId = (id: string): string => Buffer.from(id).toString('base64url');

/** The inverse of {@link publicId}. */
export const storedId = (id: string): string => Buffer.from(id, 'base64url').toString();
