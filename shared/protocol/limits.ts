/**
 * Up to this many objects retained sizes are worth computing before anybody asks for them: about
 * half a second, once. Beyond it they wait until somebody does.
 */
export const MAX_RETAINED_AT_ONCE = 2_000_000;

/**
 * Up to this many, the overview is shown first and then looks for them by itself: half a second a
 * million.
 */
export const MAX_RETAINED_SOON = 30_000_000;

/** Files that the list of the last ones names, in every host. */
export const MAX_RECENT = 12;
