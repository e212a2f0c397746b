/**
 * Whether one of the SAN dNSNames identifies the host (RFC 9525 section 6.3, as RFC 8461 sections 3.3 and 4.2 demand).
 * Case does not count; `*` is the whole leftmost label and stands for exactly one label.
 * A common name, an IP address and a name outside ASCII identify nobody.
 */
export function certificateNames(dnsNames: readonly string[], host: string): boolean {
  return dnsNames.some((name) => dnsNameMatches(name, host));
}

/** Whether one dNSName, as published in a certificate, identifies the host; a final dot of `host` does not count. */
export function dnsNameMatches(dnsName: string, host: string): boolean {
  const presented = labels(dnsName);
  const wanted = labels(host.replace(/\.$/, ''));
  if (presented === undefined || wanted === undefined || presented.length !== wanted.length || isAddress(wanted))
    return false;
  const wildcard = presented[0] === '*';
  // One label behind the wildcard would speak for a whole top-level domain; OpenSSL refuses it too.
  if (wildcard && presented.length < 3) return false;
  return presented.every(
    (label, index) => (wildcard && index === 0) || (label === wanted[index] && !label.includes('*')),
  );
}

/** ASCII letters alone are folded: `toLowerCase` would turn the Kelvin sign into a k. */
function labels(name: string): readonly string[] | undefined {
  if (!/^[\x21-\x7e]+$/.test(name)) return undefined;
  const parts = name.toLowerCase().split('.');
  return parts.includes('') ? undefined : parts;
}

/** No top-level domain is a number (RFC 3696 section 2), so such a name is an IPv4 address; colons are in IPv6 alone. */
const isAddress = (host: readonly string[]): boolean =>
  /^\d+$/.test(host.at(-1) ?? '') || host.some((label) => label.includes(':'));
