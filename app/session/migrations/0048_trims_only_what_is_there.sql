-- A login costs the database less: its event stands in no index that only ends are looked up in, and nothing is called where nothing is to be
-- deleted. And an application may tell its own triggers on session.event something about the login that is being written, in the setting
-- session.context.

-- How a session ended, and who came with its id afterwards.
create index event_end on session.event (session_id, at) where kind in ('revoked', 'expired', 'damaged', 'refused');
drop index session.event_session;

-- As in 0041, and looks first whether there is too much.
create or replace function session.trim_after() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_bitmapscan = off
as $$
begin
    if new.member_id is not null and new.kind in ('created', 'rotated') and exists (
        select from session.event o where o.member_id = new.member_id order by o.at desc, o.id desc offset 1000 limit 1
    ) then
        perform session.trim(new.member_id);
    end if;
    return null;
end
$$;
