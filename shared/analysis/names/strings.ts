/** Words in names that are no code. */
export const HELD_OUTSIDE = (type: string): string => `<${type} held from outside>`;
export const GARBAGE = (types: string): string => `<garbage ${types}>`;
export const EVENT_LOOP = 'the event loop';
export const VALUE_STACK = '<stack>';
export const IN_CALL = (call: string): string => ` in ${call}`;
export const IN_THREAD = (thread: string): string => ` [${thread}]`;
export const OF_HOLDER = (holder: string): string => ` of ${holder}`;
export const CLOSURE = 'closure ';
export const LRU_CACHE = 'lru_cache';
export const FRAME_OF = (call: string): string => `frame of ${call}`;
export const TIMES = (steps: string, times: string): string => `(${steps} × ${times})`;
