-- As in 0024, for what is counted and settled at a login: one plan each, by key, and kept.

alter function auth.charge(text[], integer[], interval[]) set plan_cache_mode = force_generic_plan;
alter function auth.charge(text[], integer[], interval[]) set enable_seqscan = off;
alter function auth.charge(text[], integer[], interval[]) set enable_bitmapscan = off;

alter function auth.settle(text[], text[], bigint, text) set plan_cache_mode = force_generic_plan;
alter function auth.settle(text[], text[], bigint, text) set enable_seqscan = off;
alter function auth.settle(text[], text[], bigint, text) set enable_bitmapscan = off;

alter function auth.note_failure(bigint, inet, text) set plan_cache_mode = force_generic_plan;
alter function auth.note_failure(bigint, inet, text) set enable_seqscan = off;
alter function auth.note_failure(bigint, inet, text) set enable_bitmapscan = off;
