/**
 * Whether the suite has a network namespace of its own (test/integ/chaos/run.mjs makes it where it runs as root). A test
 * that changes the network, as by taking the loopback's addresses away, is written with `whenAlone`, and is skipped
 * elsewhere.
 */
export const ALONE = process.env['TEST_CHAOS_ALONE'] === '1';
export const whenAlone = ALONE ? test : test.skip;
