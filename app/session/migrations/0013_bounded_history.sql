-- What is remembered of one member has a limit: who logs in and out all day, or confirms a password in a loop, fills no table.
-- Of their events the newest thousand stay, and with an event that goes the tombstone of the id it was about.
create function session.trim(this_member bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
    old_events bigint[] := array(
        select o.id from session.event o where o.member_id = this_member
        -- More than one goes with each call of a verb.
        order by o.at desc, o.id desc offset 1000 limit 100
    );
    old_ids text[];
begin
    with gone as (delete from session.event e where e.id = any(old_events) returning e.session_id)
    select array_agg(session_id) into old_ids from gone;
    delete from session.tombstone t where t.id = any(old_ids);
end
$$;

revoke execute on function session.trim(bigint) from public;

create function session.trim_after() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    perform session.trim(new.member_id);
    return null;
end
$$;

-- These are the events that a member can cause at will; every other one follows one of them.
create trigger event_trims after insert on session.event
for each row when (new.member_id is not null and new.kind in ('created', 'rotated'))
execute function session.trim_after();

-- Somebody came with ids that are dead: worth knowing, once a minute each, and at most twenty times. Ids that never lived leave
-- no rows.
create or replace function session.refused(ids text[]) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
as $$
declare
    moment timestamptz := session.now();
    noted bigint;
begin
    insert into session.event (at, kind, session_id)
    select moment, 'refused', t.id
    from session.tombstone t
    where t.id = any(ids)
      and not exists (
          select from session.event e
          where e.session_id = t.id and e.kind = 'refused' and e.at > moment - interval '1 minute' offset 0
      )
      and (
          select count(*) from session.event e where e.session_id = t.id and e.kind = 'refused'
      ) < 20;
    get diagnostics noted = row_count;
    return noted;
end
$$;
