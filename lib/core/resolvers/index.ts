export { DEFAULT_RESOLVERS, isTrustedByDefault, knownAddresses, operatorOf } from './operators';
export { formatResolver, isEncrypted, resolverName } from './resolver';
export type { EncryptedResolver, PlainResolver, ResolverSpec } from './resolver';
