const OLD = new Set(['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1']);

/** Whether a protocol, by OpenSSL's name, is older than TLS 1.2, which MTA-STS needs (RFC 8461 section 7.2). */
export const isOldTls = (protocol: string): boolean => OLD.has(protocol);
