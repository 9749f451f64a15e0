/**
 * Up to this many objects retained sizes are worth computing before anybody asks for them: about
 * half a second, once. Beyond it they wait until somebody does.
 */
export const RETAINED_AT_ONCE = 2_000_000;
