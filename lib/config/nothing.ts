/** Compiles with no key left over; otherwise the compiler names the keys. For keys that somebody must read. */
export type Nothing<K extends never> = K;
