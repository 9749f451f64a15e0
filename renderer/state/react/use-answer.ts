import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { OuroborosErrorData } from '../../../shared/base/errors.ts';
import type { Progress } from '../../../shared/base/job.ts';
import type { DumpChannel, DumpRequest, DumpResponse } from '../../../shared/protocol/channels.ts';
import type { Answer } from '../store/answers.ts';
import type { ReadyTab } from '../store/tab.ts';
import { useReadyTab } from './context.ts';

export interface Asked<T> {
  /** The answer, or the previous one while a new one is on its way (`isStale`). */
  readonly value: T | null;
  readonly isStale: boolean;
  readonly progress: Progress | null;
  readonly error: OuroborosErrorData | null;
  readonly retry: () => void;
}

const NOT_ASKED: Answer<never> = { status: 'pending', progress: null };

/**
 * Asks the open dump in view, or the one of another tab, and follows the answer. A null request
 * asks nothing.
 *
 * When the request changes the old one is cancelled, and its answer stays on screen until the new
 * one is there: no flicker between pages, sorts and filters.
 */
export function useAnswer<C extends DumpChannel>(
  channel: C,
  request: DumpRequest<C> | null,
  of?: ReadyTab,
): Asked<DumpResponse<C>> {
  const own = useReadyTab();
  const { answers } = of ?? own;
  const key = request === null ? null : JSON.stringify(request);
  const latest = useRef(request);
  latest.current = request;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the request.
  const subscribe = useCallback(
    (onChange: () => void) =>
      latest.current === null ? () => {} : answers.watch(channel, latest.current, onChange),
    [answers, channel, key],
  );
  const answer = useSyncExternalStore(subscribe, () =>
    request === null ? NOT_ASKED : answers.peek(channel, request),
  );

  const previous = useRef<{ of: unknown; value: DumpResponse<C> } | null>(null);
  if (answer.status === 'done') previous.current = { of: answers, value: answer.value };
  const kept = previous.current?.of === answers ? previous.current.value : null;
  const retry = useCallback(() => {
    if (latest.current !== null) answers.retry(channel, latest.current);
  }, [answers, channel]);

  return {
    value: answer.status === 'failed' || request === null ? null : kept,
    isStale: answer.status === 'pending',
    progress: answer.status === 'pending' ? answer.progress : null,
    error: answer.status === 'failed' ? answer.error : null,
    retry,
  };
}
