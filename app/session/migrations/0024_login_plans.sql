-- A login keeps its plans. Planning was most of what it cost the database: with a statement for each table, for each foreign key and
-- for what is trimmed, it took five milliseconds, ten times as long as doing it. Of everything that it does there is one plan that is
-- good for tables of any size, by key, and with sequential and bitmap scans off PostgreSQL finds it whatever it believes of them.

alter function session.sign_in(
    text, text, bigint, boolean, interval, interval, interval, text, integer, inet, text, integer
) set plan_cache_mode = force_generic_plan;
alter function session.sign_in(
    text, text, bigint, boolean, interval, interval, interval, text, integer, inet, text, integer
) set enable_seqscan = off;
alter function session.sign_in(
    text, text, bigint, boolean, interval, interval, interval, text, integer, inet, text, integer
) set enable_bitmapscan = off;

alter function session.finish(text, text) set plan_cache_mode = force_generic_plan;
alter function session.finish(text, text) set enable_seqscan = off;
alter function session.finish(text, text) set enable_bitmapscan = off;

alter function session.trim(bigint) set plan_cache_mode = force_generic_plan;
alter function session.trim(bigint) set enable_seqscan = off;
alter function session.trim(bigint) set enable_bitmapscan = off;
