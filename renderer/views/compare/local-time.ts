/** A time of a dump as the reader's clock showed it: "21 Nov 2025, 14:20:12"; as it stands if it is none. */
export function localTime(iso: string): string {
  const time = Date.parse(iso);
  if (!Number.isFinite(time)) return iso;
  return new Date(time).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

/** A time of a dump by the reader's clock, without the year: "21 Nov, 14:20:12". */
export function shortTime(iso: string): string {
  return localTime(iso).replace(/ \d{4},/, ',');
}
