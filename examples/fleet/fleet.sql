-- Which leak is in how many processes, from tables that `ouroboros export` wrote into one folder for
-- each dump. Run from the folder that holds those folders: duckdb -f fleet.sql
SELECT
  any_value(kind) AS kind,
  count(DISTINCT filename) AS processes,
  sum(bytes) AS bytes,
  min(bytes) AS least,
  median(bytes) AS median,
  max(bytes) AS most,
  arg_max(filename, bytes) AS heaviest,
  arg_max(subjects, bytes) AS subjects,
  arg_max(place, bytes) AS place
FROM read_parquet('*/causes.parquet', filename = true)
GROUP BY signature
ORDER BY bytes DESC;
