import type { SummaryReport } from '../../../shared/session/report/reports.ts';

/** What leaks, what to do, where in the source; and what else holds much. */
export function answerText(answer: SummaryReport['answer']): string {
  if (answer === null) return 'What leaks was not looked for; --answer does.';
  return [answer.headline, ...answer.details].join('\n');
}
