import fc from 'fast-check';

/**
 * Property tests try the same cases every time, so that a run of the tests says something about a
 * change and not about luck. `FAST_CHECK_SEED=random` looks for new ones; any number gives its own.
 */
const wanted = process.env.FAST_CHECK_SEED;
const seed = wanted === undefined || wanted === '' ? 0x0b0b05 : Number(wanted);
if (Number.isInteger(seed)) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
